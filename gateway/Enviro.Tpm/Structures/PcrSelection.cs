using System.Numerics;

namespace Enviro.Tpm;

/// <summary>
/// A choice of PCRs 0–23 of one bank: TPML_PCR_SELECTION with one entry and a three-byte map, as every PC Client TPM has it
/// (TPM 2.0 Part 2, 10.6.2 and 10.9.7).
/// <code>count 00000001 | hash u16 | sizeofSelect 03 | PCR 0–7, 8–15, 16–23, bit 0 first</code>
/// </summary>
/// <param name="Bank">The bank's hash algorithm.</param>
/// <param name="Mask">Bit n is PCR n; bits 24 and up are clear.</param>
public readonly record struct PcrSelection(TpmAlgorithm Bank, int Mask)
{
    /// <summary>PCRs of a bank, 0–23.</summary>
    public const int PcrCount = 24;

    private const int MapSize = PcrCount / 8;

    /// <summary>Selects PCRs of the SHA-256 bank.</summary>
    /// <param name="pcrs">Numbers 0–23.</param>
    /// <returns>The selection.</returns>
    public static PcrSelection Sha256(params ReadOnlySpan<int> pcrs)
    {
        int mask = 0;
        foreach (int pcr in pcrs)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(pcr, nameof(pcrs));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pcr, PcrCount, nameof(pcrs));
            mask |= 1 << pcr;
        }

        return new PcrSelection(TpmAlgorithm.Sha256, mask);
    }

    /// <summary>
    /// PCRs 0 to 15 of the SHA-256 bank: all that a platform measures its start into (PC Client Platform TPM Profile, 4.6). Those above can be reset while it
    /// runs, and say nothing of it.
    /// </summary>
    public static PcrSelection Platform { get; } = Sha256(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    /// <summary>How many PCRs are selected.</summary>
    public int Count => BitOperations.PopCount((uint)Mask);

    /// <summary>Whether a PCR is selected.</summary>
    /// <param name="pcr">Number 0–23.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(int pcr) => pcr is >= 0 and < PcrCount && (Mask & (1 << pcr)) != 0;

    /// <summary>The selection as <c>sha256:0,8,15</c>, as tpm2-tools write it.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        PcrSelection self = this;
        string bank = Bank switch
        {
            TpmAlgorithm.Sha1 => "sha1",
            TpmAlgorithm.Sha256 => "sha256",
            TpmAlgorithm.Sha384 => "sha384",
            TpmAlgorithm.Sha512 => "sha512",
            _ => $"0x{(int)Bank:x4}",
        };
        return $"{bank}:{string.Join(',', Enumerable.Range(0, PcrCount).Where(self.Contains))}";
    }

    internal void Write(TpmWriter writer)
    {
        writer.UInt32(1);
        writer.Algorithm(Bank);
        writer.UInt8(MapSize);
        for (int i = 0; i < MapSize; i++)
        {
            writer.UInt8((byte)(Mask >> (8 * i)));
        }
    }

    internal static PcrSelection Read(ref TpmReader reader)
    {
        TpmReader.Expect("count of PCR banks", 1, reader.UInt32());
        TpmAlgorithm bank = reader.Algorithm();
        TpmReader.Expect("size of the PCR map", MapSize, reader.UInt8());
        ReadOnlySpan<byte> map = reader.Bytes(MapSize);
        return new PcrSelection(bank, map[0] | (map[1] << 8) | (map[2] << 16));
    }
}
