using System.Buffers.Binary;

namespace Enviro.Tpm;

public sealed partial class TpmDevice
{
    /// <summary>TPM2_NV_DefineSpace (Part 3, 31.3) by the owner; the index has no authorisation value.</summary>
    /// <param name="space">The index. Set <see cref="NvAttributes.NoDictionaryAttack"/>, or a power cut counts as an attack.</param>
    /// <param name="owner">The owner's authorisation.</param>
    public void NvDefineSpace(NvPublic space, TpmAuthorization owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        TpmWriter nvPublic = new();
        space.Write(nvPublic);
        TpmWriter parameters = new();
        parameters.Sized([]);
        parameters.Sized(nvPublic.Written);
        Execute(TpmCommandCode.NvDefineSpace, [TpmHandles.Owner], [owner], parameters.Written).ExpectNoParameters();
    }

    /// <summary>TPM2_NV_ReadPublic (Part 3, 31.6).</summary>
    /// <param name="index">The index.</param>
    /// <returns>Its kind, authorisations, state and size.</returns>
    public NvPublic NvReadPublic(uint index)
    {
        TpmReader reader = new(Execute(TpmCommandCode.NvReadPublic, [index], [], []).Parameters);
        TpmReader area = new(reader.Sized(TpmChannel.MaxMessageSize));
        reader.Sized(MaxName);
        reader.End();
        TpmReader.Expect("NV index", index, area.UInt32());
        area.Algorithm();
        NvAttributes attributes = (NvAttributes)area.UInt32();
        area.Sized(MaxDigest);
        int size = area.UInt16();
        area.End();
        return new NvPublic(index, attributes, size);
    }

    /// <summary>TPM2_NV_Increment (Part 3, 31.8) by the owner. The first makes a counter readable, at some value above 0.</summary>
    /// <param name="index">The counter.</param>
    /// <param name="owner">The owner's authorisation.</param>
    public void NvIncrement(uint index, TpmAuthorization owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Execute(TpmCommandCode.NvIncrement, [TpmHandles.Owner, index], [owner], []).ExpectNoParameters();
    }

    /// <summary>TPM2_NV_Read (Part 3, 31.13) by the owner.</summary>
    /// <param name="index">The index.</param>
    /// <param name="size">Bytes to read, at most <see cref="TpmProperty.NvBufferMax"/>.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="owner">The owner's authorisation.</param>
    /// <returns>That many bytes.</returns>
    public byte[] NvRead(uint index, int size, int offset, TpmAuthorization owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        TpmWriter parameters = new();
        parameters.UInt16(size);
        parameters.UInt16(offset);
        TpmReader reader = new(Execute(TpmCommandCode.NvRead, [TpmHandles.Owner, index], [owner], parameters.Written).Parameters);
        byte[] bytes = reader.Sized(size).ToArray();
        reader.End();
        TpmReader.Expect("size of the NV content", (uint)size, (uint)bytes.Length);
        return bytes;
    }

    /// <summary>Reads a counter.</summary>
    /// <param name="index">The counter.</param>
    /// <param name="owner">The owner's authorisation.</param>
    /// <returns>Its value.</returns>
    public ulong NvReadCounter(uint index, TpmAuthorization owner) =>
        BinaryPrimitives.ReadUInt64BigEndian(NvRead(index, NvPublic.CounterSize, 0, owner));
}
