using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// What a gateway is told in <c>gateway.json</c> in its data folder. Unknown members are refused: a misspelt setting must not be a default in disguise.
/// </summary>
public sealed class GatewayOptions
{
    /// <summary>Name of the configuration file in the data folder.</summary>
    public const string FileName = "gateway.json";

    /// <summary>Name of the file in the data folder that holds the public service key X‖Y, 128 hexadecimal digits.</summary>
    public const string ServiceKeyFileName = "service-key.pub";

    private const string RetiredMember = "downlinkKey";

    private const int MaxNameLength = 64;
    private const int MaxUrnLength = 90;

    /// <summary>The deployment's name, written into the charter. At most 64 bytes of UTF-8.</summary>
    public string Deployment { get; set; } = "enviro";

    /// <summary>This gateway's name, written into its enrolment. At most 64 bytes of UTF-8.</summary>
    public string Name { get; set; } = "gateway";

    /// <summary>
    /// The key that seals blocks, as a URI: <c>tpm:///dev/tpmrm0</c>, <c>tpm+tcp://127.0.0.1:2321</c>, <c>tpm+unix:///run/swtpm.sock</c>, or
    /// <c>file:keys/gateway.pem</c> (relative to the data folder) for a software key without platform attestation.
    /// </summary>
    public string Key { get; set; } = "tpm:///dev/tpmrm0";

    /// <summary>
    /// The key that signs challenges and attestations, as a URI like <see cref="Key"/>. Its public key is written to
    /// <see cref="ServiceKeyFileName"/>, for nodes to be provisioned with.
    /// </summary>
    public string ServiceKey { get; set; } = "file:keys/service.pem";

    /// <summary>Address the MQTT broker listens on; loopback unless told otherwise.</summary>
    public string ListenAddress { get; set; } = "127.0.0.1";

    /// <summary>
    /// Port the MQTT broker listens on without TLS; 0 takes a free one and writes it to <c>mqtt.port</c> in the data folder; null: it does not listen without TLS.
    /// </summary>
    public int? ListenPort { get; set; } = 1883;

    /// <summary>Port it listens on for TLS, usually 8883; 0 takes a free one and writes it to <c>mqtts.port</c>; null: it does not listen for TLS.</summary>
    public int? TlsPort { get; set; }

    /// <summary>Address it listens on for TLS; null: the same as <see cref="ListenAddress"/>.</summary>
    public string? TlsListenAddress { get; set; }

    /// <summary>Most clients connected at a time.</summary>
    public int MaxClients { get; set; } = 10_000;

    /// <summary>A block is sealed when so many entries wait.</summary>
    public int SealAfterEntries { get; set; } = 1024;

    /// <summary>A block is sealed when its first entry has waited so long, in seconds.</summary>
    public int SealAfterS { get; set; } = 60;

    /// <summary>How long accepted evidence is good before a node is asked for it again, in seconds; it is asked at each of its starts besides.</summary>
    public int AttestationIntervalS { get; set; } = 21_600;

    /// <summary>Time from one sample to the next that nodes are told, in seconds; 0 leaves it to each node's own settings.</summary>
    public int SampleIntervalS { get; set; }

    /// <summary>Where nodes stand, in words, by URN: written into the enrolment of a node that presents itself. One that is not named is where the settings issued for it say, else "unassigned".</summary>
    public IReadOnlyDictionary<string, string> Sites { get; set; } = new Dictionary<string, string>();

    /// <summary>How log lines are written to standard error: <c>text</c> for people, <c>json</c> (an object a line) for a log collector.</summary>
    public LogFormat LogFormat { get; set; } = LogFormat.Text;

    /// <summary>The nodes whose keys the operator knows and lists.</summary>
    public IReadOnlyList<NodeOptions> Nodes { get; set; } = [];

    /// <summary>Reads and checks the options of a data folder; <see cref="GatewayConfigurationException"/> says what to mend.</summary>
    public static GatewayOptions Load(string directory)
    {
        string path = Path.Combine(directory, FileName);
        GatewayOptions options;
        try
        {
            options = JsonSerializer.Deserialize(File.ReadAllBytes(path), GatewayJson.Default.GatewayOptions)
                ?? throw new GatewayConfigurationException($"{path} holds null; it must hold an object");
        }
        catch (JsonException retired) when (retired.Message.Contains($"'{RetiredMember}'", StringComparison.Ordinal))
        {
            throw new GatewayConfigurationException(
                $"{path}: {RetiredMember} is no longer needed: node and gateway agree on a key of their own at each start. Take the member out of every node.", retired);
        }
        catch (JsonException wrong)
        {
            throw new GatewayConfigurationException($"{path}: {wrong.Message}", wrong);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be read: {unreadable.Message} `enviro-gateway init --data {directory}` writes one to start from.", unreadable);
        }

        options.Check(path);
        return options;
    }

    /// <summary>Writes the options to a data folder, readable by its owner only.</summary>
    public void Save(string directory)
    {
        string path = Path.Combine(directory, FileName);
        FileStreamOptions create = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, create);
        // People edit this file: "tpm+tcp" must not come out as "tpm\u002Btcp".
        JsonSerializerOptions readable = new(GatewayJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        JsonSerializer.Serialize(file, this, new GatewayJson(readable).GatewayOptions);
    }

    private void Check(string path)
    {
        RequireName(Deployment, "deployment", path);
        RequireName(Name, "name", path);
        Require(ListenPort is null or (>= 0 and <= 65535), path, "listenPort must be 0 to 65535, or null");
        Require(TlsPort is null or (>= 0 and <= 65535), path, "tlsPort must be 0 to 65535, or null");
        Require(ListenPort is not null || TlsPort is not null, path, "listenPort and tlsPort are both null: no node could connect");
        Require(ListenPort is null or 0 || ListenPort != TlsPort, path, "listenPort and tlsPort must differ");
        Require(TlsListenAddress is null || System.Net.IPAddress.TryParse(TlsListenAddress, out _), path, $"tlsListenAddress \"{TlsListenAddress}\" is not an IP address");
        Require(System.Net.IPAddress.TryParse(ListenAddress, out _), path, $"listenAddress \"{ListenAddress}\" is not an IP address");
        Require(MaxClients is >= 1 and <= 100_000, path, "maxClients must be 1 to 100000");
        Require(SealAfterEntries is >= 1 and <= 1_000_000, path, "sealAfterEntries must be 1 to 1000000");
        Require(SealAfterS is >= 1 and <= 86_400, path, "sealAfterS must be 1 to 86400");
        Require(ServiceKey != Key || !Key.StartsWith("file:", StringComparison.Ordinal), path, "serviceKey must be another file than key: one key must not serve two purposes");
        Require(AttestationIntervalS is >= 60 and <= 86_400, path, "attestationIntervalS must be 60 to 86400");
        Require(SampleIntervalS is >= 0 and <= NodeConfiguration.MaxSampleIntervalS, path, $"sampleIntervalS must be 0 to {NodeConfiguration.MaxSampleIntervalS}");
        CheckNodes(path);
    }

    private void CheckNodes(string path)
    {
        foreach ((string urn, string site) in Sites)
        {
            Require(urn.StartsWith(NodeEnrolment.UrnPrefix, StringComparison.Ordinal), path, $"sites: {urn} is not the URN of a device");
            RequireName(site, $"sites: {urn}", path);
        }

        HashSet<string> urns = [];
        for (int i = 0; i < Nodes.Count; i++)
        {
            NodeOptions node = Nodes[i];
            Require(node is not null, path, $"nodes[{i}] is null");
            string at = $"nodes[{i}] ({node.Urn})";
            Require(
                node.Urn.StartsWith(NodeEnrolment.UrnPrefix, StringComparison.Ordinal) && node.Urn.Length > NodeEnrolment.UrnPrefix.Length && node.Urn.Length <= MaxUrnLength,
                path,
                $"{at}: urn must be a device URN (RFC 9039) of at most {MaxUrnLength} characters");

            // The URN is in every pack's base name, whose letters SenML restricts, and one level of a topic; "_" ends it (RFC 9039 §3.2).
            Require(
                SenmlPack.IsValidName(node.Urn) && node.Urn.AsSpan().IndexOfAny('/', '_') < 0,
                path,
                $"{at}: urn must hold only letters, digits, hyphens, colons and dots");
            Require(urns.Add(node.Urn), path, $"{at}: urn is listed twice");
            RequireName(node.Site, $"{at}: site", path);
            Require(IsHex(node.PublicKey, 64), path, $"{at}: publicKey must be X‖Y, 128 hexadecimal digits");
            Require(node.AssuranceLevel is >= 0 and <= 2, path, $"{at}: assuranceLevel must be 0, 1 or 2");
        }
    }

    private static void RequireName(string text, string what, string path) => Require(
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxNameLength && !text.Any(char.IsControl),
        path,
        $"{what} must have 1 to {MaxNameLength} bytes of UTF-8 and no control characters");

    private static bool IsHex(string text, int bytes) => text.Length == bytes * 2 && text.All(char.IsAsciiHexDigit);

    private static void Require([DoesNotReturnIf(false)] bool holds, string path, string rule)
    {
        if (!holds)
        {
            throw new GatewayConfigurationException($"{path}: {rule}");
        }
    }
}

/// <summary>How log lines are written.</summary>
public enum LogFormat
{
    /// <summary>A line of text each.</summary>
    [JsonStringEnumMemberName("text")]
    Text = 0,

    /// <summary>A JSON object each, with the message's parts under their names.</summary>
    [JsonStringEnumMemberName("json")]
    Json = 1,
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(GatewayOptions))]
[JsonSerializable(typeof(PolicyDocument))]
internal sealed partial class GatewayJson : JsonSerializerContext;
