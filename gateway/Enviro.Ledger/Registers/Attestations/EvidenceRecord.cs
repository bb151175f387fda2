using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>
/// Everything that is needed to appraise a node's evidence again, years later: the evidence as received, the nonce it had to answer, and which
/// policy it was judged by. Part of an enrolment or an attestation.
/// </summary>
/// <remarks><code>{ 1 => bstr .size (1..4096), 2 => bstr .size 32, 3 => bstr .size 32 } ; evidence, nonce, SHA-256 of the policy's payload</code></remarks>
public sealed class EvidenceRecord
{
    /// <summary>Largest encoding in bytes.</summary>
    public const int MaxLength = Wire.Evidence.MaxLength + 80;

    /// <summary>The evidence message, byte for byte as received.</summary>
    public required byte[] Evidence { get; init; }

    /// <summary>The nonce the gateway had asked with, 32 bytes.</summary>
    public required byte[] Nonce { get; init; }

    /// <summary><see cref="AttestationPolicy.Hash"/> of the policy in force, 32 bytes.</summary>
    public required byte[] PolicyHash { get; init; }

    internal static EvidenceRecord Read(CborReader reader)
    {
        reader.ReadMapStart(3);
        reader.ReadLabel(1);
        byte[] evidence = reader.ReadByteString();
        if (evidence.Length is 0 or > Wire.Evidence.MaxLength)
        {
            throw new WireFormatException("evidence record: the evidence is empty or longer than its limit");
        }

        reader.ReadLabel(2);
        byte[] nonce = reader.ReadByteString(Hello.NonceLength);
        reader.ReadLabel(3);
        return new EvidenceRecord { Evidence = evidence, Nonce = nonce, PolicyHash = reader.ReadByteString(Sha256.DigestLength) };
    }

    internal void Write(CborWriter writer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(Evidence.Length, nameof(Evidence));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Evidence.Length, Wire.Evidence.MaxLength, nameof(Evidence));
        ArgumentOutOfRangeException.ThrowIfNotEqual(Nonce.Length, Hello.NonceLength, nameof(Nonce));
        ArgumentOutOfRangeException.ThrowIfNotEqual(PolicyHash.Length, Sha256.DigestLength, nameof(PolicyHash));
        writer.WriteMapStart(3);
        writer.WriteInteger(1);
        writer.WriteByteString(Evidence);
        writer.WriteInteger(2);
        writer.WriteByteString(Nonce);
        writer.WriteInteger(3);
        writer.WriteByteString(PolicyHash);
    }
}

/// <summary>Evidence of a node that was accepted.</summary>
/// <param name="Boot">The boot it is of.</param>
/// <param name="AtMs">When it was accepted, Unix ms.</param>
/// <param name="AssuranceLevel">The level it gave, 0, 1 or 2.</param>
/// <param name="Evidence">The evidence itself.</param>
public sealed record AcceptedEvidence(uint Boot, long AtMs, uint AssuranceLevel, EvidenceRecord Evidence);
