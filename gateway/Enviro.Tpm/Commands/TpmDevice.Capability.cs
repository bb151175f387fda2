namespace Enviro.Tpm;

/// <summary>TPM_PT: properties of a TPM that are asked for here (TPM 2.0 Part 2, 6.13).</summary>
public enum TpmProperty
{
    /// <summary>No property.</summary>
    None = 0,

    /// <summary>Specification revision times 100, such as 138.</summary>
    Revision = 0x102,

    /// <summary>Manufacturer, four ASCII letters, such as <c>IFX</c>.</summary>
    Manufacturer = 0x105,

    /// <summary>Firmware version, upper half.</summary>
    FirmwareVersion1 = 0x10B,

    /// <summary>Firmware version, lower half.</summary>
    FirmwareVersion2 = 0x10C,

    /// <summary>Loaded objects that always fit.</summary>
    TransientSlots = 0x10E,

    /// <summary>Bytes of the largest NV read or write.</summary>
    NvBufferMax = 0x12C,

    /// <summary>TPMA_PERMANENT; bit 9 tells that the TPM is in lockout.</summary>
    Permanent = 0x200,

    /// <summary>Failed authorisations counted towards lockout.</summary>
    LockoutCounter = 0x20E,

    /// <summary>Failed authorisations at which lockout begins.</summary>
    MaxAuthFail = 0x20F,

    /// <summary>Seconds until one failure is forgotten.</summary>
    LockoutInterval = 0x210,
}

public sealed partial class TpmDevice
{
    private const uint CapabilityAlgorithms = 0;
    private const uint CapabilityHandles = 1;
    private const uint CapabilityProperties = 6;

    // Above what any TPM lists; a response that never ends stops here.
    private const int MaxListed = 4096;

    /// <summary>One property of the TPM (TPM2_GetCapability, Part 3, 30.2).</summary>
    /// <param name="property">The property.</param>
    /// <returns>Its value, or null where the TPM has no such property.</returns>
    public uint? GetProperty(TpmProperty property)
    {
        (uint Key, uint Value)[] page = GetCapability(CapabilityProperties, (uint)property, 1, out _);
        return page.Length == 1 && page[0].Key == (uint)property ? page[0].Value : null;
    }

    /// <summary>The handles in use from one on, to the end of its range (its first byte).</summary>
    /// <param name="first">Where to begin, such as <see cref="TpmHandles.PersistentFirst"/>.</param>
    /// <returns>The handles, ascending. A resource manager shows only the caller's own transient objects.</returns>
    public IReadOnlyList<uint> GetHandles(uint first) => GetAll(CapabilityHandles, first).ConvertAll(entry => entry.Key);

    /// <summary>Whether anything is at a persistent handle or NV index.</summary>
    /// <param name="handle">The handle.</param>
    /// <returns>Whether it is in use.</returns>
    public bool HasHandle(uint handle) => GetCapability(CapabilityHandles, handle, 1, out _) is [(uint found, _)] && found == handle;

    /// <summary>The algorithms the TPM has.</summary>
    /// <returns>The algorithms, ascending; many have no name in <see cref="TpmAlgorithm"/>.</returns>
    public IReadOnlyList<TpmAlgorithm> GetAlgorithms() => GetAll(CapabilityAlgorithms, 1).ConvertAll(entry => (TpmAlgorithm)entry.Key);

    private List<(uint Key, uint Value)> GetAll(uint capability, uint first)
    {
        List<(uint Key, uint Value)> all = [];
        for (bool more = true; more;)
        {
            uint next = all.Count == 0 ? first : all[^1].Key + 1;
            (uint Key, uint Value)[] page = GetCapability(capability, next, count: 64, out more);
            all.AddRange(page);
            if (all.Count > MaxListed || (more && page.Length == 0))
            {
                throw new TpmProtocolException("a capability list without end");
            }
        }

        return all;
    }

    // Each list is in ascending order (Part 3, 30.2.1); holding the TPM to it makes every page get further.
    private (uint Key, uint Value)[] GetCapability(uint capability, uint first, int count, out bool more)
    {
        TpmWriter parameters = new();
        parameters.UInt32(capability);
        parameters.UInt32(first);
        parameters.UInt32((uint)count);
        TpmReader reader = new(Execute(TpmCommandCode.GetCapability, [], [], parameters.Written).Parameters);
        more = reader.YesNo();
        TpmReader.Expect("capability", capability, reader.UInt32());
        (uint Key, uint Value)[] page = new (uint, uint)[reader.Count(count)];
        long previous = (long)first - 1;
        for (int i = 0; i < page.Length; i++)
        {
            page[i] = capability switch
            {
                CapabilityAlgorithms => (reader.UInt16(), reader.UInt32()),
                CapabilityHandles => (reader.UInt32(), 0),
                _ => (reader.UInt32(), reader.UInt32()),
            };
            if (page[i].Key <= previous)
            {
                throw new TpmProtocolException($"capability list out of order at 0x{page[i].Key:X}");
            }

            previous = page[i].Key;
        }

        reader.End();
        return page;
    }
}
