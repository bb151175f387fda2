using System.Security.Cryptography;
using Enviro.Tpm;

namespace Enviro.Simulator;

// PCR_Read and PCR_Extend (TPM 2.0 Part 3, 22.4 and 22.2). One bank is active, that of SHA-256; selections of others come back empty.
public sealed partial class SimulatedTpm
{
    private const int PcrsOfDigestList = 8;

    // PC Client profile: these can be reset without a restart, so that extending them does not count as a change of the platform.
    private const int UncountedPcrs = (1 << 16) | (1 << 21) | (1 << 22) | (1 << 23);

    // PC Client profile: these belong to a dynamic launch; they start as ones, and locality 0 does not extend them.
    private const int FirstLaunchPcr = 17;
    private const int LastLaunchPcr = 22;

    private readonly byte[][] _pcrs = new byte[PcrSelection.PcrCount][];
    private uint _pcrUpdates;

    private void ResetPcrs()
    {
        _pcrUpdates = 0;
        for (int pcr = 0; pcr < _pcrs.Length; pcr++)
        {
            _pcrs[pcr] = new byte[SHA256.HashSizeInBytes];
            Array.Fill(_pcrs[pcr], pcr is >= FirstLaunchPcr and <= LastLaunchPcr ? (byte)0xFF : (byte)0);
            CountUpdate(pcr);
        }
    }

    private void CountUpdate(int pcr) => _pcrUpdates += (UncountedPcrs & (1 << pcr)) == 0 ? 1u : 0;

    private static (TpmAlgorithm Bank, int Mask)[] Active((TpmAlgorithm Bank, int Mask)[] selections) =>
        [.. selections.Select(selection => (selection.Bank, selection.Bank == TpmAlgorithm.Sha256 ? selection.Mask : 0))];

    private byte[] DigestOf((TpmAlgorithm Bank, int Mask)[] selections)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, int mask) in selections)
        {
            for (int pcr = 0; pcr < _pcrs.Length; pcr++)
            {
                if ((mask & (1 << pcr)) != 0)
                {
                    hash.AppendData(_pcrs[pcr]);
                }
            }
        }

        return hash.GetHashAndReset();
    }

    private void PcrRead(Call call)
    {
        call.Parameters.BeginParameter(1);
        (TpmAlgorithm Bank, int Mask)[] selections = Active(call.Parameters.PcrSelections());
        call.Parameters.End();
        List<byte[]> values = [];
        for (int i = 0; i < selections.Length; i++)
        {
            for (int pcr = 0; pcr < _pcrs.Length; pcr++)
            {
                if ((selections[i].Mask & (1 << pcr)) == 0)
                {
                    continue;
                }

                if (values.Count == PcrsOfDigestList)
                {
                    selections[i].Mask &= (1 << pcr) - 1;
                    break;
                }

                values.Add(_pcrs[pcr]);
            }
        }

        call.Response.UInt32(_pcrUpdates);
        call.Response.PcrSelections(selections);
        call.Response.UInt32((uint)values.Count);
        values.ForEach(value => call.Response.Sized(value));
    }

    private void PcrExtend(Call call)
    {
        call.Parameters.BeginParameter(1);
        (TpmAlgorithm Bank, byte[] Digest)[] digests = call.Parameters.Digests();
        call.Parameters.End();
        if (call.Handles[0] == TpmHandles.Null)
        {
            return;
        }

        int pcr = (int)call.Handles[0];
        if (pcr is >= FirstLaunchPcr and <= LastLaunchPcr)
        {
            throw new TpmRefusal(TpmRc.Locality);
        }

        foreach ((_, byte[] digest) in digests.Where(entry => entry.Bank == TpmAlgorithm.Sha256))
        {
            _pcrs[pcr] = SHA256.HashData([.. _pcrs[pcr], .. digest]);
            CountUpdate(pcr);
        }
    }
}
