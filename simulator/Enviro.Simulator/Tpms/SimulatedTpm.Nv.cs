using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Tpm;

namespace Enviro.Simulator;

// NV_DefineSpace, NV_ReadPublic, NV_Increment, NV_Read (TPM 2.0 Part 3, 31.3, 31.6, 31.8, 31.13), for counters.
public sealed partial class SimulatedTpm
{
    // As many counters as an SLB9670 has.
    private const int MaxIndices = 8;
    private const int MaxNvBuffer = 1024;
    private const int MaxNvSize = 2048;

    // TPMA_NV (Part 2, 13.4).
    private const NvAttributes Reserved = (NvAttributes)0x01F0_0300;
    private const NvAttributes Readers = (NvAttributes)0x000F_0000;
    private const NvAttributes Writers = (NvAttributes)0x0000_000F;
    private const NvAttributes Kind = (NvAttributes)0x0000_00F0;
    private const NvAttributes PlatformCreate = (NvAttributes)(1 << 30);

    // Written and the two locks, which only the TPM sets; deletion by policy, which is the platform's; clearing at each start, which no counter has.
    private const NvAttributes Impossible = NvAttributes.Written | (NvAttributes)((1 << 11) | (1 << 28) | (1 << 10) | (1 << 27));

    private readonly SortedDictionary<uint, TpmNvIndex> _indices = [];
    private ulong _highestForgotten;

    private void Forget(TpmNvIndex index)
    {
        _highestForgotten = Math.Max(_highestForgotten, index.Ceiling);
        _indices.Remove(index.Index);
    }

    private void NvDefineSpace(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        parameters.BeginParameter(1);
        byte[] authorization = TrimZeros(parameters.Sized(TpmCommandReader.MaxDigest));
        parameters.BeginParameter(2);
        (TpmNvIndex index, int size, int policyLength) = parameters.Structure(area => ReadNvPublic(area, authorization));
        parameters.End();
        if (authorization.Length > SHA256.HashSizeInBytes)
        {
            throw TpmRefusal.OfParameter(TpmRc.Size, 1);
        }

        if (index.Has(PlatformCreate))
        {
            throw TpmRefusal.OfHandle(TpmRc.Attributes, 1);
        }

        if (policyLength is not 0 and not SHA256.HashSizeInBytes)
        {
            throw parameters.Refuse(TpmRc.Size);
        }

        if ((index.Attributes & Kind) != NvAttributes.Counter || index.Has(Impossible) || !index.Has(Readers) || !index.Has(Writers))
        {
            throw parameters.Refuse(TpmRc.Attributes);
        }

        if (size != TpmNvIndex.CounterSize)
        {
            throw parameters.Refuse(TpmRc.Size);
        }

        if (_indices.ContainsKey(index.Index) || _indices.Count == MaxIndices)
        {
            throw new TpmRefusal(_indices.ContainsKey(index.Index) ? TpmRc.NvDefined : TpmRc.NvSpace);
        }

        _indices.Add(index.Index, index);
    }

    // TPMS_NV_PUBLIC (Part 2, 13.5).
    private static (TpmNvIndex Index, int Size, int PolicyLength) ReadNvPublic(TpmCommandReader reader, byte[] authorization)
    {
        uint handle = reader.UInt32();
        if (handle >> 24 != NvRange)
        {
            throw reader.Refuse(TpmRc.Value);
        }

        if (reader.Hash() != TpmAlgorithm.Sha256)
        {
            throw reader.Refuse(TpmRc.Hash);
        }

        NvAttributes attributes = (NvAttributes)reader.UInt32();
        if ((attributes & Reserved) != 0)
        {
            throw reader.Refuse(TpmRc.ReservedBits);
        }

        byte[] policy = reader.Sized(TpmCommandReader.MaxDigest);
        int size = reader.UInt16();
        return size <= MaxNvSize
            ? (new TpmNvIndex(handle, attributes, policy, authorization), size, policy.Length)
            : throw reader.Refuse(TpmRc.Size);
    }

    private void NvReadPublic(Call call)
    {
        call.Parameters.End();
        byte[] area = _indices[call.Handles[0]].PublicArea();
        call.Response.Sized(area);
        call.Response.Sized(TpmObject.NameOf(area));
    }

    private void NvIncrement(Call call)
    {
        call.Parameters.End();
        TpmNvIndex index = _indices[call.Handles[1]];
        ExpectAllowed(call, index, NvAttributes.OwnerWrite);
        index.Increment(_indices.Values.Aggregate(_highestForgotten, (highest, other) => Math.Max(highest, other.Value)));
    }

    private void NvRead(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        parameters.BeginParameter(1);
        int size = parameters.UInt16();
        parameters.BeginParameter(2);
        int offset = parameters.UInt16();
        parameters.End();
        TpmNvIndex index = _indices[call.Handles[1]];
        ExpectAllowed(call, index, NvAttributes.OwnerRead);
        if (!index.Has(NvAttributes.Written))
        {
            throw new TpmRefusal(TpmRc.NvUninitialized);
        }

        if (size > MaxNvBuffer || offset > TpmNvIndex.CounterSize)
        {
            throw TpmRefusal.OfParameter(TpmRc.Value, size > MaxNvBuffer ? 1 : 2);
        }

        if (size + offset > TpmNvIndex.CounterSize)
        {
            throw new TpmRefusal(TpmRc.NvRange);
        }

        byte[] content = new byte[TpmNvIndex.CounterSize];
        BinaryPrimitives.WriteUInt64BigEndian(content, index.Value);
        call.Response.Sized(content.AsSpan(offset, size));
    }

    private static void ExpectAllowed(Call call, TpmNvIndex index, NvAttributes byOwner)
    {
        bool allowed = call.Handles[0] == TpmHandles.Owner ? index.Has(byOwner) : call.Handles[0] == call.Handles[1];
        if (!allowed)
        {
            throw new TpmRefusal(TpmRc.NvAuthorization);
        }
    }
}
