using System.Security.Cryptography;

namespace Enviro.Tpm;

public sealed partial class TpmDevice
{
    // A response holds eight digests (TPML_DIGEST), a bank three times that; the slack is for PCRs changing meanwhile.
    private const int MaxPcrReads = 16;
    private const int MaxPcrDigests = 8;

    /// <summary>TPM2_PCR_Read (Part 3, 22.4), as often as it takes, all values from one moment.</summary>
    /// <param name="selection">Which PCRs.</param>
    /// <returns>The values in ascending order of the PCRs, 32 bytes each for the SHA-256 bank.</returns>
    /// <exception cref="TpmConfigurationException">The bank is not active.</exception>
    public IReadOnlyList<byte[]> PcrRead(PcrSelection selection)
    {
        List<byte[]> values = [];
        int left = selection.Mask;
        uint? updates = null;
        for (int read = 0; left != 0; read++)
        {
            if (read == MaxPcrReads)
            {
                throw new TpmProtocolException("the PCRs keep changing");
            }

            PcrPage page = PcrReadPage(selection with { Mask = left });
            if (updates is not null && updates != page.Updates)
            {
                // Another process extended a PCR between two pages: what was read before may not belong to the rest.
                values.Clear();
                left = selection.Mask;
                updates = null;
                continue;
            }

            updates = page.Updates;
            left &= ~page.Mask;
            values.AddRange(page.Values);
        }

        return values;
    }

    private PcrPage PcrReadPage(PcrSelection wanted)
    {
        TpmWriter parameters = new();
        wanted.Write(parameters);
        TpmReader reader = new(Execute(TpmCommandCode.PcrRead, [], [], parameters.Written).Parameters);
        uint updates = reader.UInt32();
        PcrSelection got = PcrSelection.Read(ref reader);
        byte[][] values = new byte[reader.Count(MaxPcrDigests)][];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.Sized(MaxDigest).ToArray();
        }

        reader.End();
        if (got.Bank != wanted.Bank || got.Count != values.Length || (got.Mask & ~wanted.Mask) != 0)
        {
            throw new TpmProtocolException($"asked for {wanted}, got {got} with {values.Length} values");
        }

        if (got.Mask == 0)
        {
            throw new TpmConfigurationException(
                $"the TPM has no values for {wanted}: activate the bank with `tpm2_pcrallocate sha256:all` and reset the TPM");
        }

        return new PcrPage(updates, got.Mask, values);
    }

    /// <summary>TPM2_PCR_Extend (Part 3, 22.2) of the SHA-256 bank: new value = SHA-256(old value || digest).</summary>
    /// <param name="pcr">Number 0–23. Never one that a key in use is bound to.</param>
    /// <param name="digest">32 bytes.</param>
    public void PcrExtend(int pcr, ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pcr);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pcr, PcrSelection.PcrCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, SHA256.HashSizeInBytes, nameof(digest));
        TpmWriter parameters = new();
        parameters.UInt32(1);
        parameters.Algorithm(TpmAlgorithm.Sha256);
        parameters.Bytes(digest);
        Execute(TpmCommandCode.PcrExtend, [(uint)pcr], [TpmAuthorization.Empty], parameters.Written).ExpectNoParameters();
    }

    private readonly record struct PcrPage(uint Updates, int Mask, byte[][] Values);
}
