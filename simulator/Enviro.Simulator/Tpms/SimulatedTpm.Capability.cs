using Enviro.Tpm;

namespace Enviro.Simulator;

// GetCapability and GetRandom (TPM 2.0 Part 3, 30.2 and 16.1).
public sealed partial class SimulatedTpm
{
    private const uint CapabilityAlgorithms = 0;
    private const uint CapabilityHandles = 1;
    private const uint CapabilityProperties = 6;
    private const int MaxListed = 64;

    // Ascending. TPMA_ALGORITHM: 1 asymmetric, 2 symmetric, 4 hash, 8 object, 100 signing, 200 encrypting.
    private static readonly (uint Algorithm, uint Attributes)[] Algorithms =
    [
        ((uint)TpmAlgorithm.Sha1, 0x004),
        ((uint)TpmAlgorithm.Aes, 0x002),
        ((uint)TpmAlgorithm.Sha256, 0x004),
        ((uint)TpmAlgorithm.Sha384, 0x004),
        ((uint)TpmAlgorithm.Sha512, 0x004),
        ((uint)TpmAlgorithm.Ecdsa, 0x101),
        ((uint)TpmAlgorithm.Ecc, 0x009),
        ((uint)TpmAlgorithm.Cfb, 0x202),
    ];

    // Ascending (Part 2, 6.13): family, level, revision, manufacturer, vendor's words, firmware, and the limits kept here.
    private static readonly (uint Property, uint Value)[] FixedProperties =
    [
        (0x100, 0x322E3000), // "2.0"
        (0x101, 0),
        ((uint)TpmProperty.Revision, 138),
        ((uint)TpmProperty.Manufacturer, 0x53494D00), // "SIM"
        (0x106, 0x656E7669), // "envi"
        (0x107, 0x726F0000), // "ro"
        ((uint)TpmProperty.FirmwareVersion1, FirmwareVersion1),
        ((uint)TpmProperty.FirmwareVersion2, FirmwareVersion2),
        ((uint)TpmProperty.TransientSlots, TransientSlots),
        (0x10F, PersistentSlots),
        (0x115, MaxIndices),
        ((uint)TpmProperty.NvBufferMax, MaxNvBuffer),
        ((uint)TpmProperty.LockoutCounter, 0),
    ];

    private void GetCapability(Call call)
    {
        TpmCommandReader parameters = call.Parameters;
        parameters.BeginParameter(1);
        uint capability = parameters.UInt32();
        if (capability is not CapabilityAlgorithms and not CapabilityHandles and not CapabilityProperties)
        {
            throw parameters.Refuse(TpmRc.Value);
        }

        parameters.BeginParameter(2);
        uint first = parameters.UInt32();
        parameters.BeginParameter(3);
        uint count = parameters.UInt32();
        parameters.End();
        switch (capability)
        {
            case CapabilityAlgorithms:
                List(call.Response, capability, Algorithms, entry => entry.Algorithm, first, count, (writer, entry) =>
                {
                    writer.UInt16((int)entry.Algorithm);
                    writer.UInt32(entry.Attributes);
                });
                break;
            case CapabilityHandles:
                List(call.Response, capability, HandlesOf(first >> 24), handle => handle, first, count, (writer, handle) => writer.UInt32(handle));
                break;
            default:
                List(call.Response, capability, FixedProperties, entry => entry.Property, first, count, (writer, entry) =>
                {
                    writer.UInt32(entry.Property);
                    writer.UInt32(entry.Value);
                });
                break;
        }
    }

    private IEnumerable<uint> HandlesOf(uint range) => range switch
    {
        0 => Enumerable.Range(0, PcrSelection.PcrCount).Select(pcr => (uint)pcr),
        NvRange => _indices.Keys,
        HmacSessionRange or PolicySessionRange => [],
        PermanentRange => [TpmHandles.Owner, TpmHandles.Null, TpmHandles.PasswordSession, TpmHandles.Endorsement],
        TransientRange => Enumerable.Range(0, TransientSlots)
            .Where(slot => _transient[slot] is not null)
            .Select(slot => TpmHandles.TransientFirst + (uint)slot),
        PersistentRange => _persistent.Keys,
        _ => throw TpmRefusal.OfParameter(TpmRc.Handle, 2),
    };

    private static void List<T>(
        TpmResponseWriter writer, uint capability, IEnumerable<T> all, Func<T, uint> key, uint first, uint count, Action<TpmResponseWriter, T> write)
    {
        List<T> rest = [.. all.Where(entry => key(entry) >= first)];
        int given = (int)Math.Min(count, (uint)Math.Min(rest.Count, MaxListed));
        writer.UInt8(given < rest.Count ? 1 : 0);
        writer.UInt32(capability);
        writer.UInt32((uint)given);
        rest.Take(given).ToList().ForEach(entry => write(writer, entry));
    }

    private void GetRandom(Call call)
    {
        call.Parameters.BeginParameter(1);
        int wanted = call.Parameters.UInt16();
        call.Parameters.End();
        byte[] bytes = new byte[Math.Min(wanted, TpmCommandReader.MaxDigest)];
        _random.Fill(bytes);
        call.Response.Sized(bytes);
    }
}
