using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>A node with a software key: signs reading messages as a board does, and any others a test asks for.</summary>
internal sealed class TestNode : IDisposable
{
    /// <summary>The time of the first message, seconds since 1970.</summary>
    internal const long StartS = 1_700_000_000;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal TestNode(string urn)
    {
        Urn = urn;
        ECParameters parameters = _key.ExportParameters(false);
        PublicKey = [.. parameters.Q.X!, .. parameters.Q.Y!];
        Thumbprint = CoseKey.Thumbprint(PublicKey);
    }

    internal ECDsa Key => _key;

    internal string Urn { get; }

    internal byte[] PublicKey { get; }

    internal byte[] Thumbprint { get; }

    /// <summary>Boot of the next message.</summary>
    internal uint Boot { get; set; } = 1;

    /// <summary>Sequence number of the next message.</summary>
    internal uint Sequence { get; set; }

    /// <summary>What the next message names as its previous one.</summary>
    internal byte[] Previous { get; set; } = new byte[Sha256.DigestLength];

    public void Dispose() => _key.Dispose();

    /// <summary>The next message of the chain, measured at the given time; null: without a clock.</summary>
    internal byte[] Next(long? timeS, ReadingQuality? quality = null)
    {
        byte[] message = Sign(Boot, Sequence, Previous, timeS, quality: quality);
        Sequence++;
        Previous = SHA256.HashData(message);
        return message;
    }

    /// <summary>The next message, a minute after the one before.</summary>
    internal byte[] Next() => Next(StartS + (60 * Sequence));

    /// <summary>Any message, signed with this node's key; the chain does not move on.</summary>
    internal byte[] Sign(
        uint boot, uint sequence, byte[] previous, long? timeS, string? urn = null, long mantissa = 352, byte[]? keyId = null,
        ReadingQuality? quality = null)
    {
        CborWriter header = new(ReadingHeader.MaxLength);
        new ReadingHeader
        {
            KeyId = keyId ?? Thumbprint,
            HasIssuedAt = timeS is not null,
            IssuedAt = (uint)(timeS ?? 0),
            Boot = boot,
            Sequence = sequence,
            Previous = previous,
            Quality = quality,
        }.Write(header);
        CborWriter pack = new(SenmlPack.MaxLength);
        SenmlPack.Write(pack, $"{urn ?? Urn}_", timeS is not null, timeS ?? 0, [new Reading("pm2.5", "ug/m3", mantissa, -1)], 1);

        CborWriter writer = new(ReadingMessage.MaxLength);
        CoseSign1.WriteSigStructure(writer, header.Buffer, 0, header.Length, [], pack.Buffer, 0, pack.Length);
        byte[] signature = _key.SignHash(SHA256.HashData(writer.Buffer.AsSpan(0, writer.Length)), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        writer.Reset();
        CoseSign1.Write(writer, header.Buffer, 0, header.Length, pack.Buffer, 0, pack.Length, signature);
        return writer.ToArray();
    }

    /// <summary>The transaction that enrols this node.</summary>
    internal NodeEnrolment Enrolment(byte[] chainId) => new()
    {
        Urn = Urn,
        PublicKey = PublicKey,
        Site = "roof",
        AssuranceLevel = 1,
        EnrolledAtMs = StartS * 1000,
        ChainId = chainId,
    };
}
