using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// What a technician writes of a node's place in <c>site.json</c>, from which its <see cref="SettingsDocument"/> is made. Unknown members are refused, and
/// what is wrong is told with the member and what to write.
/// </summary>
public sealed class SiteFile
{
    /// <summary>The name such a file usually has.</summary>
    public const string FileName = "site.json";

    private const int MaxFileLength = 65_536;

    /// <summary>Where the node stands, in words, 1 to 96 bytes of UTF-8.</summary>
    public string Site { get; set; } = "";

    /// <summary>Time from one sample to the next in seconds, 1 … 86,400.</summary>
    public int SampleIntervalS { get; set; } = 60;

    /// <summary>Whether the board goes to deep sleep between samples.</summary>
    public bool Sleep { get; set; }

    /// <summary>What the node signs or authenticates with.</summary>
    public SiteIdentity Identity { get; set; } = SiteIdentity.SecureElement;

    /// <summary>Its sensors, 1 to 8.</summary>
    public IReadOnlyList<SiteSensor> Sensors { get; set; } = [];

    /// <summary>The way to the gateway.</summary>
    public SiteNetwork? Network { get; set; }

    /// <summary>
    /// Reads and checks a file, and the passphrase's file if it names one (relative to itself). <see cref="GatewayConfigurationException"/> says what to mend.
    /// </summary>
    public static SiteFile Load(string path)
    {
        SiteFile site;
        try
        {
            site = new FileInfo(path).Length > MaxFileLength
                ? throw new GatewayConfigurationException($"{path} is longer than {MaxFileLength} bytes")
                : JsonSerializer.Deserialize(File.ReadAllBytes(path), SettingsJson.Default.SiteFile)
                ?? throw new GatewayConfigurationException($"{path} holds null; it must hold an object");
        }
        catch (JsonException wrong)
        {
            throw new GatewayConfigurationException($"{path}: {SiteFileFault.Describe(wrong)}", wrong);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be read: {unreadable.Message} `enviro node settings template` writes one to start from.", unreadable);
        }

        try
        {
            site.Check();
            site.Network!.ReadPassphrase(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (ArgumentException wrong)
        {
            throw new GatewayConfigurationException($"{path}: {wrong.Message}", wrong);
        }

        return site;
    }

    /// <summary>The sensors as the document holds them; one out of its range raises <see cref="ArgumentException"/>.</summary>
    internal SensorSettings[] ToSensors() => [.. Sensors.Select((sensor, index) => sensor.ToSettings($"sensors[{index}]"))];

    /// <summary>Raises <see cref="ArgumentException"/> for the first member that cannot be.</summary>
    internal void Check()
    {
        Require(Site.Length > 0 && Encoding.UTF8.GetByteCount(Site) <= SettingsDocument.MaxSiteLength && !Site.Any(char.IsControl),
            $"site must say where the node stands, in 1 to {SettingsDocument.MaxSiteLength} bytes of UTF-8 without control characters");
        Require(SampleIntervalS is >= 1 and <= NodeConfiguration.MaxSampleIntervalS,
            $"sampleIntervalS must be 1 to {NodeConfiguration.MaxSampleIntervalS}, the seconds from one sample to the next");
        Require(Sensors.Count is >= 1 and <= SettingsDocument.MaxSensors,
            $"sensors must list 1 to {SettingsDocument.MaxSensors} sensors, such as {{ \"kind\": \"bme280\" }}");
        Require(!Sensors.Contains(null!), "sensors must list sensors, such as { \"kind\": \"bme280\" }; one is null");
        ToSensors();
        Require(Network is not null, "network must be there: { \"ssid\": …, \"passphraseFile\": …, \"host\": … }");
        Network!.Check();
    }

    internal static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException(rule);
        }
    }
}

/// <summary>What a node proves itself with.</summary>
public enum SiteIdentity
{
    /// <summary>A key born in its secure element.</summary>
    [JsonStringEnumMemberName("secure-element")]
    SecureElement = 0,

    /// <summary>A key it shares with the gateway: its readings are not publicly verifiable.</summary>
    [JsonStringEnumMemberName("shared-key")]
    SharedKey = 1,
}

/// <summary>A sensor in a <see cref="SiteFile"/>.</summary>
public sealed class SiteSensor
{
    /// <summary>Its kind, such as <c>bme280</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Channel of the analogue input, or I2C address where a kind has two; 0 is the kind's first.</summary>
    public int Channel { get; set; }

    /// <summary>Points of the calibration curve, millivolts and the value in the sensor's last digit; empty for none.</summary>
    public IReadOnlyList<int[]> Curve { get; set; } = [];

    internal SensorSettings ToSettings(string at)
    {
        SiteFile.Require(Curve.All(point => point is { Length: 2 }), $"{at}.curve must be points of two whole numbers each, [millivolts, value]");
        try
        {
            return new SensorSettings(Kind, Channel, [.. Curve.Select(point => point[0])], [.. Curve.Select(point => point[1])]);
        }
        catch (ArgumentException wrong)
        {
            // The wire's words, without its own name in front.
            throw new ArgumentException($"{at} ({PrintableText.Of(Kind, 32)}): {wrong.Message[(wrong.Message.IndexOf(':', StringComparison.Ordinal) + 2)..]}", wrong);
        }
    }
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(SiteFile))]
internal sealed partial class SettingsJson : JsonSerializerContext;
