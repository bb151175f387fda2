using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>What every TPMS_ATTEST begins with, whatever it attests (TPM 2.0 Part 2, 10.12.12).</summary>
internal readonly record struct AttestHead(byte[] QualifiedSigner, byte[] ExtraData, TpmClock Clock, ulong FirmwareVersion)
{
    public const int TypeCertify = 0x8017;
    public const int TypeQuote = 0x8018;

    // TPM2B_NAME and TPM2B_DATA hold an algorithm and a digest, SHA-512 the largest.
    public const int MaxName = 2 + SHA512.HashSizeInBytes;

    /// <summary>The largest encoding, in bytes.</summary>
    public const int MaxSize = 4 + 2 + (2 + MaxName) + (2 + MaxName) + 17 + 8;

    private const uint Magic = 0xFF544347;

    public void Write(TpmWriter writer, int type)
    {
        writer.UInt32(Magic);
        writer.UInt16(type);
        writer.Sized(QualifiedSigner);
        writer.Sized(ExtraData);
        Clock.Write(writer);
        writer.UInt64(FirmwareVersion);
    }

    public static AttestHead Read(ref TpmReader reader, int type)
    {
        TpmReader.Expect("magic", Magic, reader.UInt32());
        TpmReader.Expect("attestation type", (uint)type, reader.UInt16());
        return new AttestHead(
            reader.Sized(MaxName).ToArray(), reader.Sized(MaxName).ToArray(), TpmClock.Read(ref reader), reader.UInt64());
    }
}
