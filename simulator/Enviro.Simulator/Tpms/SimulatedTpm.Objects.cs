using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Tpm;

namespace Enviro.Simulator;

// CreatePrimary, ReadPublic, EvictControl, FlushContext (TPM 2.0 Part 3, 24.1, 12.4, 28.5, 28.4).
public sealed partial class SimulatedTpm
{
    // As many as an SLB9670 has.
    private const int TransientSlots = 3;
    private const int PersistentSlots = 7;

    private const int MaxSensitiveData = 128;
    private const uint OwnerPersistentEnd = 0x81800000;
    private const int TagCreation = 0x8021;

    private readonly TpmObject?[] _transient = new TpmObject?[TransientSlots];
    private readonly SortedDictionary<uint, TpmObject> _persistent = [];
    private readonly byte[] _endorsementSeed;
    private byte[] _ownerSeed;
    private byte[] _nullSeed;

    private TpmObject? FindObject(uint handle) => (handle >> 24) switch
    {
        TransientRange when handle - TpmHandles.TransientFirst < TransientSlots => _transient[handle - TpmHandles.TransientFirst],
        PersistentRange => _persistent.GetValueOrDefault(handle),
        _ => null,
    };

    private byte[] SeedOf(uint hierarchy) => hierarchy switch
    {
        TpmHandles.Owner => _ownerSeed,
        TpmHandles.Endorsement => _endorsementSeed,
        _ => _nullSeed,
    };

    private void CreatePrimary(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        uint hierarchy = call.Handles[0];
        parameters.BeginParameter(1);
        byte[] authorization = parameters.Structure(sensitive =>
        {
            byte[] value = sensitive.Sized(TpmCommandReader.MaxDigest);
            sensitive.Sized(MaxSensitiveData);
            return TrimZeros(value);
        });
        parameters.BeginParameter(2);
        TpmTemplate template = parameters.Structure(TpmTemplate.Read);
        parameters.BeginParameter(3);
        byte[] outsideInfo = parameters.Sized(TpmCommandReader.MaxData);
        parameters.BeginParameter(4);
        (TpmAlgorithm Bank, int Mask)[] pcrs = parameters.PcrSelections();
        parameters.End();
        int slot = Array.IndexOf(_transient, null);
        if (slot < 0)
        {
            throw new TpmRefusal(TpmRc.ObjectMemory);
        }

        uint error = template.Check();
        if (error != TpmRc.Success)
        {
            throw TpmRefusal.OfParameter(error, 2);
        }

        if (authorization.Length > SHA256.HashSizeInBytes)
        {
            throw TpmRefusal.OfParameter(TpmRc.Size, 1);
        }

        TpmObject created = TpmObject.Primary(hierarchy, SeedOf(hierarchy), template, authorization);
        _transient[slot] = created;
        call.ReturnedHandle = TpmHandles.TransientFirst + (uint)slot;
        call.Response.Sized(created.PublicArea);
        WriteCreation(call.Response, created, outsideInfo, pcrs);
        call.Response.Sized(created.Name);
    }

    // TPM2B_CREATION_DATA, its hash, TPMT_TK_CREATION. A primary's parent is its hierarchy, which is its own Name; the ticket is an HMAC by the
    // hierarchy's proof, with SHA-512.
    private void WriteCreation(TpmResponseWriter response, TpmObject created, byte[] outsideInfo, (TpmAlgorithm Bank, int Mask)[] pcrs)
    {
        byte[] parent = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(parent, created.Hierarchy);
        TpmResponseWriter data = new();
        (TpmAlgorithm Bank, int Mask)[] covered = Active(pcrs);
        data.PcrSelections(covered);
        data.Sized(DigestOf(covered));
        data.UInt8(1); // locality 0
        data.UInt16((int)TpmAlgorithm.Null);
        data.Sized(parent);
        data.Sized(parent);
        data.Sized(outsideInfo);
        byte[] hash = SHA256.HashData(data.Written);
        response.Sized(data.Written);
        response.Sized(hash);
        response.UInt16(TagCreation);
        response.UInt32(created.Hierarchy);
        response.Sized(HMACSHA512.HashData(SeedOf(created.Hierarchy), (byte[])[.. "creation"u8, .. created.Name, .. hash]));
    }

    private void ReadPublic(Call call)
    {
        call.Parameters.End();
        TpmObject key = FindObject(call.Handles[0])!;
        call.Response.Sized(key.PublicArea);
        call.Response.Sized(key.Name);
        call.Response.Sized(key.QualifiedName);
    }

    private void EvictControl(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        uint handle = call.Handles[1];
        parameters.BeginParameter(1);
        uint persistent = parameters.UInt32();
        if (persistent >> 24 != PersistentRange)
        {
            throw parameters.Refuse(TpmRc.Value);
        }

        parameters.End();
        TpmObject key = FindObject(handle)!;
        if (handle >> 24 == PersistentRange)
        {
            _ = handle == persistent ? _persistent.Remove(handle) : throw TpmRefusal.OfHandle(TpmRc.Handle, 2);
            return;
        }

        if (key.Hierarchy == TpmHandles.Null || key.Template.Has(TpmTemplate.StClear))
        {
            throw TpmRefusal.OfHandle(TpmRc.Attributes, 2);
        }

        if (persistent >= OwnerPersistentEnd)
        {
            throw parameters.Refuse(TpmRc.Range);
        }

        if (_persistent.ContainsKey(persistent) || _persistent.Count == PersistentSlots)
        {
            throw new TpmRefusal(_persistent.ContainsKey(persistent) ? TpmRc.NvDefined : TpmRc.NvSpace);
        }

        _persistent.Add(persistent, key);
    }

    private void FlushContext(Call call)
    {
        call.Parameters.BeginParameter(1);
        uint handle = call.Parameters.UInt32();
        if (handle >> 24 is not TransientRange and not HmacSessionRange and not PolicySessionRange)
        {
            throw call.Parameters.Refuse(TpmRc.Value);
        }

        call.Parameters.End();
        if (FindObject(handle) is null)
        {
            throw call.Parameters.Refuse(TpmRc.Handle);
        }

        _transient[handle - TpmHandles.TransientFirst] = null;
    }
}
