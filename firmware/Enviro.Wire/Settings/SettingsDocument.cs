using System;

namespace Enviro.Wire;

/// <summary>
/// Everything a node is told about its place and its work, in one document that the deployment's authority signs. It is whole or not there: a node
/// applies all of it or goes on with the one before.
/// </summary>
/// <remarks><code>
/// typed message "application/vnd.enviro.settings+cbor" (COSE_Sign1 by the authority), payload
/// { 1 => uint, 2 => tstr, 3 => bstr .size 32, 4 => bstr .size 64, 5 => tstr, 6 => uint, 7 => 0 / 1, 8 => [ 1*8 sensor ], 9 => network,
///   10 => 0 / 1, ? 11 => bstr .size 64, ? 12 => bstr .size 32 }
/// ; version; the node's URN; thumbprint of its key; authority's key X‖Y; site; sample interval in s; sleep between samples; sensors; network;
/// ; identity mode; gateway's service key X‖Y (mode 0); shared key (mode 1)
/// </code></remarks>
public sealed class SettingsDocument
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.settings+cbor";

    /// <summary>Largest signed document in bytes.</summary>
    public const int MaxLength = 2_048;

    /// <summary>Longest site in bytes of UTF-8, as in a node's enrolment.</summary>
    public const int MaxSiteLength = 64;

    /// <summary>Most sensors of a node.</summary>
    public const int MaxSensors = 8;

    /// <summary>Number of the document: the next one is higher. 1 … 4,294,967,295.</summary>
    public uint Version { get; set; }

    /// <summary>URN of the node it is for.</summary>
    public string Urn { get; set; } = "";

    /// <summary>COSE Key Thumbprint of that node's key, 32 bytes: another node does not take it.</summary>
    public byte[] Node { get; set; } = [];

    /// <summary>Public key X‖Y of the authority that signs it, 64 bytes. Believed only where the node knows that key.</summary>
    public byte[] AuthorityKey { get; set; } = [];

    /// <summary>Where the node stands, in words.</summary>
    public string Site { get; set; } = "";

    /// <summary>Time from one sample to the next in seconds, 1 … 86,400.</summary>
    public int SampleIntervalS { get; set; } = 60;

    /// <summary>Whether the board goes to deep sleep between samples.</summary>
    public bool SleepsBetweenSamples { get; set; }

    /// <summary>The sensors, 1 to 8.</summary>
    public SensorSettings[] Sensors { get; set; } = [];

    /// <summary>The way to the gateway.</summary>
    public NetworkSettings? Network { get; set; }

    /// <summary>Whether the node authenticates with a shared key and not with a key in its secure element (identity mode 1).</summary>
    public bool IsShared => SharedKey.Length > 0;

    /// <summary>Public key X‖Y of the gateway's service key, 64 bytes; empty with a <see cref="SharedKey"/>.</summary>
    public byte[] GatewayKey { get; set; } = [];

    /// <summary>Key shared with the gateway, 32 bytes, a secret; empty for every node with a secure element.</summary>
    public byte[] SharedKey { get; set; } = [];

    /// <summary>The protected header to sign under: ES256, the content type, the authority's thumbprint.</summary>
    public byte[] EncodeHeader() => TypedMessage.EncodeHeader(CoseLabels.Es256, ContentType, CoseKey.Thumbprint(AuthorityKey));

    /// <summary>Encodes the payload to sign; a member out of its range raises <see cref="ArgumentException"/>.</summary>
    public byte[] EncodePayload()
    {
        string? fault = FaultOf();
        if (fault != null)
        {
            throw new ArgumentException(fault);
        }

        CborWriter writer = new CborWriter(MaxLength);
        writer.WriteMapStart(11);
        writer.WriteInteger(1);
        writer.WriteUnsigned(Version);
        writer.WriteInteger(2);
        writer.WriteText(Urn);
        writer.WriteInteger(3);
        writer.WriteByteString(Node);
        writer.WriteInteger(4);
        writer.WriteByteString(AuthorityKey);
        writer.WriteInteger(5);
        writer.WriteText(Site);
        writer.WriteInteger(6);
        writer.WriteInteger(SampleIntervalS);
        writer.WriteInteger(7);
        writer.WriteInteger(SleepsBetweenSamples ? 1 : 0);
        writer.WriteInteger(8);
        writer.WriteArrayStart(Sensors.Length);
        for (int i = 0; i < Sensors.Length; i++)
        {
            Sensors[i].Write(writer);
        }

        writer.WriteInteger(9);
        Network!.Write(writer);
        writer.WriteInteger(10);
        writer.WriteInteger(IsShared ? 1 : 0);
        writer.WriteInteger(IsShared ? 12 : 11);
        writer.WriteByteString(IsShared ? SharedKey : GatewayKey);
        return writer.ToArray();
    }

    /// <summary>
    /// Parses a signed document; raises <see cref="WireFormatException"/>. The form only: who signed it is for <see cref="TypedMessage.Digest"/> of
    /// <paramref name="envelope"/> under <see cref="AuthorityKey"/>, which its key identifier is checked to name.
    /// </summary>
    public static SettingsDocument Parse(byte[] message, out TypedMessage envelope)
    {
        envelope = TypedMessage.Parse(message, ContentType, MaxLength);
        CborReader reader = new CborReader(envelope.Payload);
        SettingsDocument document = new SettingsDocument();
        reader.ReadMapStart(11);
        reader.ReadLabel(1);
        document.Version = (uint)reader.ReadUnsigned(uint.MaxValue);
        reader.ReadLabel(2);
        document.Urn = reader.ReadText(SenmlPack.MaxBaseNameLength);
        reader.ReadLabel(3);
        document.Node = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(4);
        document.AuthorityKey = reader.ReadByteString(CoseKey.PublicKeyLength);
        reader.ReadLabel(5);
        document.Site = reader.ReadText(MaxSiteLength);
        reader.ReadLabel(6);
        document.SampleIntervalS = (int)reader.ReadUnsigned(NodeConfiguration.MaxSampleIntervalS);
        reader.ReadLabel(7);
        document.SleepsBetweenSamples = reader.ReadUnsigned(1) == 1;
        reader.ReadLabel(8);
        document.Sensors = ReadSensors(reader);
        reader.ReadLabel(9);
        document.Network = NetworkSettings.Read(reader);
        reader.ReadLabel(10);
        bool isShared = reader.ReadUnsigned(1) == 1;
        reader.ReadLabel(isShared ? 12 : 11);
        document.SharedKey = isShared ? reader.ReadByteString(HmacSha256.TagLength) : [];
        document.GatewayKey = isShared ? [] : reader.ReadByteString(CoseKey.PublicKeyLength);
        string? fault = document.FaultOf();
        if (fault != null || envelope.IsMac || !HmacSha256.FixedTimeEquals(envelope.KeyId, CoseKey.Thumbprint(document.AuthorityKey)))
        {
            throw new WireFormatException(fault ?? "settings: not signed by the authority they name");
        }

        return document;
    }

    private static SensorSettings[] ReadSensors(CborReader reader)
    {
        int count = reader.ReadArrayStart();
        if (count < 1 || count > MaxSensors)
        {
            throw new WireFormatException("settings: a node has 1 to 8 sensors");
        }

        SensorSettings[] sensors = new SensorSettings[count];
        for (int i = 0; i < count; i++)
        {
            sensors[i] = SensorSettings.Read(reader);
        }

        return sensors;
    }

    private string? FaultOf()
    {
        if (Version == 0)
        {
            return "settings: a version is 1 or more";
        }

        if (Urn.Length >= SenmlPack.MaxBaseNameLength || !SenmlPack.IsValidName(Urn))
        {
            return "settings: the URN is not 1 to 95 of the characters it may have";
        }

        if (Node.Length != Sha256.DigestLength || AuthorityKey.Length != CoseKey.PublicKeyLength)
        {
            return "settings: the node is named by 32 bytes, its authority by 64";
        }

        if (Site.Length == 0 || Site.Length > MaxSiteLength)
        {
            return "settings: a site has 1 to 64 bytes";
        }

        if (SampleIntervalS < 1 || SampleIntervalS > NodeConfiguration.MaxSampleIntervalS)
        {
            return "settings: a sample interval has 1 to 86,400 s";
        }

        if (Sensors.Length < 1 || Sensors.Length > MaxSensors || Network == null)
        {
            return "settings: a node has 1 to 8 sensors and a network";
        }

        bool isKeyed = IsShared ? SharedKey.Length == HmacSha256.TagLength && GatewayKey.Length == 0 : GatewayKey.Length == CoseKey.PublicKeyLength;
        return isKeyed ? null : "settings: either a gateway's key of 64 bytes or a shared key of 32";
    }
}
