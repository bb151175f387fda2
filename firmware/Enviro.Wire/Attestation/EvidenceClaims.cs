using System;

namespace Enviro.Wire;

/// <summary>
/// What a node claims about itself in its evidence (RFC 9334: claims of an Attester). Nothing of it is believed before appraisal.
/// </summary>
public sealed class EvidenceClaims
{
    /// <summary>Longest hardware model, and longest software name, hardware and software version, in bytes.</summary>
    public const int MaxNameLength = 32;

    /// <summary>dbgstat: debugging is possible.</summary>
    public const uint DebugEnabled = 0;

    /// <summary>dbgstat: disabled.</summary>
    public const uint DebugDisabled = 1;

    /// <summary>dbgstat: disabled for good.</summary>
    public const uint DebugDisabledPermanently = 3;

    /// <summary>Largest dbgstat.</summary>
    public const uint MaxDebugStatus = 4;

    private const byte UeidRandom = 0x01;

    private const int RequiredCount = 10;

    private const int OptionalCount = 3;

    /// <summary>The nonce the verifier asked for, 32 bytes.</summary>
    public byte[] Nonce { get; set; } = [];

    /// <summary>Type byte 01 and the SHA-256 of the URN, 33 bytes (RFC 9711 §4.2.1: a hash of identifiers that are unique together).</summary>
    public byte[] Ueid { get; set; } = [];

    /// <summary>IANA enterprise number of the board's maker.</summary>
    public uint OemId { get; set; } = NodeUrn.ExampleEnterprise;

    /// <summary>Board, in 1 to 32 bytes of ASCII.</summary>
    public string HardwareModel { get; set; } = "";

    /// <summary>Version of the board.</summary>
    public string HardwareVersion { get; set; } = "";

    /// <summary>0 enabled, 1 disabled, 2 disabled since boot, 3 permanently, 4 fully and permanently.</summary>
    public uint DebugStatus { get; set; }

    /// <summary>Boot the node is in.</summary>
    public uint BootCount { get; set; }

    /// <summary>Name of the firmware.</summary>
    public string SoftwareName { get; set; } = "";

    /// <summary>Version of the firmware.</summary>
    public string SoftwareVersion { get; set; } = "";

    /// <summary>SHA-256 of the firmware's image, 32 bytes.</summary>
    public byte[] FirmwareDigest { get; set; } = [];

    /// <summary>Digest of the secure element's configuration zone, 32 bytes; empty where there is none.</summary>
    public byte[] ConfigurationDigest { get; set; } = [];

    /// <summary>The secure element's own statement; null where it makes none.</summary>
    public ChipQuote? Quote { get; set; }

    /// <summary>Version of the settings document in force; 0 where there is none.</summary>
    public uint SettingsVersion { get; set; }

    /// <summary>How the last run of the program ended; null where the board does not keep that.</summary>
    public RestartReport? LastRestart { get; set; }

    /// <summary>The ueid of a node that goes by this URN.</summary>
    public static byte[] UeidOf(string urn)
    {
        byte[] text = new byte[urn.Length];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (byte)urn[i];
        }

        byte[] ueid = new byte[1 + Sha256.DigestLength];
        ueid[0] = UeidRandom;
        Array.Copy(Sha256.HashData(text), 0, ueid, 1, Sha256.DigestLength);
        return ueid;
    }

    /// <summary>Whether a text can be a name or version in evidence: 1 to 32 printable ASCII characters.</summary>
    public static bool IsName(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ' || text[i] > '~')
            {
                return false;
            }
        }

        return text.Length > 0 && text.Length <= MaxNameLength;
    }

    /// <summary>Encodes the claims; one that is unset or out of its range raises <see cref="ArgumentException"/>.</summary>
    public byte[] Encode()
    {
        if (Nonce.Length != Hello.NonceLength || Ueid.Length != 1 + Sha256.DigestLength || FirmwareDigest.Length != Sha256.DigestLength
            || (ConfigurationDigest.Length != 0 && ConfigurationDigest.Length != Sha256.DigestLength)
            || DebugStatus > MaxDebugStatus || BootCount > ReadingHeader.MaxBoot)
        {
            throw new ArgumentException("A claim of the evidence is unset or beyond its limit.");
        }

        CborWriter writer = new CborWriter(Evidence.MaxClaimsLength);
        writer.WriteMapStart(RequiredCount + (Quote != null ? 1 : 0) + (SettingsVersion != 0 ? 1 : 0) + (LastRestart != null ? 1 : 0));
        writer.WriteInteger(EatLabels.Nonce);
        writer.WriteByteString(Nonce);
        writer.WriteInteger(EatLabels.Ueid);
        writer.WriteByteString(Ueid);
        writer.WriteInteger(EatLabels.OemId);
        writer.WriteUnsigned(OemId);
        writer.WriteInteger(EatLabels.HardwareModel);
        writer.WriteByteString(Ascii(HardwareModel));
        writer.WriteInteger(EatLabels.HardwareVersion);
        WriteVersion(writer, HardwareVersion);
        writer.WriteInteger(EatLabels.DebugStatus);
        writer.WriteUnsigned(DebugStatus);
        writer.WriteInteger(EatLabels.BootCount);
        writer.WriteUnsigned(BootCount);
        writer.WriteInteger(EatLabels.SoftwareName);
        writer.WriteText(Name(SoftwareName));
        writer.WriteInteger(EatLabels.SoftwareVersion);
        WriteVersion(writer, SoftwareVersion);
        writer.WriteInteger(EatLabels.Measurements);
        WriteMeasurements(writer);
        WriteOptional(writer);
        return writer.ToArray();
    }

    /// <summary>Parses claims; raises <see cref="WireFormatException"/>.</summary>
    public static EvidenceClaims Parse(byte[] encoded)
    {
        CborReader reader = new CborReader(encoded);
        int members = reader.ReadMapStart();
        if (members < RequiredCount || members > RequiredCount + OptionalCount)
        {
            throw new WireFormatException("evidence: it has ten claims, and up to three that may be absent");
        }

        EvidenceClaims claims = new EvidenceClaims();
        reader.ReadLabel(EatLabels.Nonce);
        claims.Nonce = reader.ReadByteString(Hello.NonceLength);
        reader.ReadLabel(EatLabels.Ueid);
        claims.Ueid = reader.ReadByteString(1 + Sha256.DigestLength);
        reader.ReadLabel(EatLabels.OemId);
        claims.OemId = (uint)reader.ReadUnsigned(uint.MaxValue);
        reader.ReadLabel(EatLabels.HardwareModel);
        claims.HardwareModel = ReadAscii(reader);
        reader.ReadLabel(EatLabels.HardwareVersion);
        claims.HardwareVersion = ReadVersion(reader);
        reader.ReadLabel(EatLabels.DebugStatus);
        claims.DebugStatus = (uint)reader.ReadUnsigned(MaxDebugStatus);
        reader.ReadLabel(EatLabels.BootCount);
        claims.BootCount = (uint)reader.ReadUnsigned(ReadingHeader.MaxBoot);
        reader.ReadLabel(EatLabels.SoftwareName);
        claims.SoftwareName = ReadName(reader);
        reader.ReadLabel(EatLabels.SoftwareVersion);
        claims.SoftwareVersion = ReadVersion(reader);
        reader.ReadLabel(EatLabels.Measurements);
        claims.ReadMeasurements(reader);
        for (int i = RequiredCount; i < members; i++)
        {
            claims.ReadOptional(reader);
        }

        return claims;
    }

    private void WriteOptional(CborWriter writer)
    {
        if (Quote != null)
        {
            writer.WriteInteger(EatLabels.ChipQuote);
            Quote.Write(writer);
        }

        if (SettingsVersion != 0)
        {
            writer.WriteInteger(EatLabels.SettingsVersion);
            writer.WriteUnsigned(SettingsVersion);
        }

        if (LastRestart != null)
        {
            writer.WriteInteger(EatLabels.LastRestart);
            LastRestart.Write(writer);
        }
    }

    // That the labels are in order and none comes twice is checked with the deterministic encoding.
    private void ReadOptional(CborReader reader)
    {
        switch (reader.ReadInteger())
        {
            case EatLabels.ChipQuote:
                Quote = ChipQuote.Read(reader);
                break;
            case EatLabels.SettingsVersion:
                SettingsVersion = (uint)reader.ReadUnsigned(uint.MaxValue);
                if (SettingsVersion == 0)
                {
                    throw new WireFormatException("evidence: settings have no version 0");
                }

                break;
            case EatLabels.LastRestart:
                LastRestart = RestartReport.Read(reader);
                break;
            default:
                throw new WireFormatException("evidence: a claim that it does not have");
        }
    }

    private void WriteMeasurements(CborWriter writer)
    {
        CborWriter content = new CborWriter(80);
        content.WriteMapStart(ConfigurationDigest.Length > 0 ? 2 : 1);
        content.WriteInteger(1);
        content.WriteByteString(FirmwareDigest);
        if (ConfigurationDigest.Length > 0)
        {
            content.WriteInteger(2);
            content.WriteByteString(ConfigurationDigest);
        }

        writer.WriteArrayStart(1);
        writer.WriteArrayStart(2);
        writer.WriteInteger(EatLabels.MeasurementsFormat);
        writer.WriteByteString(content.Buffer, 0, content.Length);
    }

    private void ReadMeasurements(CborReader reader)
    {
        reader.ReadArrayStart(1);
        reader.ReadArrayStart(2);
        reader.ReadLabel(EatLabels.MeasurementsFormat);
        CborReader content = new CborReader(reader.ReadByteString());
        int members = content.ReadMapStart();
        content.ReadLabel(1);
        FirmwareDigest = content.ReadByteString(Sha256.DigestLength);
        if (members == 2)
        {
            content.ReadLabel(2);
            ConfigurationDigest = content.ReadByteString(Sha256.DigestLength);
        }
        else if (members != 1)
        {
            throw new WireFormatException("evidence: measurements are of the firmware, and of the configuration or not");
        }
    }

    // RFC 9711 §4.2.5, §4.2.7: a version is an array of its text and, optionally, its scheme.
    private static void WriteVersion(CborWriter writer, string version)
    {
        writer.WriteArrayStart(1);
        writer.WriteText(Name(version));
    }

    private static string ReadVersion(CborReader reader)
    {
        reader.ReadArrayStart(1);
        return ReadName(reader);
    }

    private static string ReadName(CborReader reader)
    {
        string text = reader.ReadText(MaxNameLength);
        return IsName(text) ? text : throw new WireFormatException("evidence: a name is empty or not printable ASCII");
    }

    private static string ReadAscii(CborReader reader)
    {
        byte[] bytes = reader.ReadByteString();
        char[] text = new char[bytes.Length];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (char)bytes[i];
        }

        string name = new string(text);
        return IsName(name) ? name : throw new WireFormatException("evidence: the hardware model is empty or not printable ASCII");
    }

    private static byte[] Ascii(string text)
    {
        byte[] bytes = new byte[Name(text).Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    private static string Name(string text) =>
        IsName(text) ? text : throw new ArgumentException("A name in evidence has 1 to 32 printable ASCII characters.");
}
