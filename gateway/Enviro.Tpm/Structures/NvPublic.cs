namespace Enviro.Tpm;

/// <summary>TPMA_NV: kind, authorisations and state of an NV index (TPM 2.0 Part 2, 13.4).</summary>
[Flags]
public enum NvAttributes
{
    /// <summary>None set: an ordinary index.</summary>
    None = 0,

    /// <summary>The owner may write.</summary>
    OwnerWrite = 1 << 1,

    /// <summary>The index' own authorisation value allows writing.</summary>
    AuthWrite = 1 << 2,

    /// <summary>TPM_NT_COUNTER: eight bytes that only ever count up.</summary>
    Counter = 1 << 4,

    /// <summary>The owner may read.</summary>
    OwnerRead = 1 << 17,

    /// <summary>The index' own authorisation value allows reading.</summary>
    AuthRead = 1 << 18,

    /// <summary>Failures do not count towards dictionary-attack lockout.</summary>
    NoDictionaryAttack = 1 << 25,

    /// <summary>
    /// Kept in RAM and written to NV memory on shutdown and every few hundred increments: spares the memory, and a counter
    /// jumps ahead, never back, after a power cut.
    /// </summary>
    Orderly = 1 << 26,

    /// <summary>The index was written since it was defined; set by the TPM. Its Name changes with it.</summary>
    Written = 1 << 29,
}

/// <summary>TPMS_NV_PUBLIC with SHA-256 as name algorithm and without a policy (TPM 2.0 Part 2, 13.5).</summary>
/// <param name="Index">Handle of the index, 0x01xxxxxx; 0x01800000–0x01BFFFFF is the owner's range.</param>
/// <param name="Attributes">Kind, authorisations and state.</param>
/// <param name="Size">Bytes it holds; 8 for a counter.</param>
public readonly record struct NvPublic(uint Index, NvAttributes Attributes, int Size)
{
    internal const int CounterSize = sizeof(ulong);

    internal void Write(TpmWriter writer)
    {
        writer.UInt32(Index);
        writer.Algorithm(TpmAlgorithm.Sha256);
        writer.UInt32((uint)Attributes);
        writer.Sized([]);
        writer.UInt16(Size);
    }
}
