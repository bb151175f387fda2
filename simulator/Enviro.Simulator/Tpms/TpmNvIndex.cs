using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>An NV index of the simulated TPM: a counter.</summary>
internal sealed class TpmNvIndex(uint index, NvAttributes attributes, byte[] policy, byte[] authorization)
{
    /// <summary>Bytes of a counter.</summary>
    public const int CounterSize = sizeof(ulong);

    // An orderly counter is written to NV memory once in so many increments.
    private const ulong OrderlyMask = 0xFF;

    /// <summary>The handle.</summary>
    public uint Index => index;

    public NvAttributes Attributes { get; private set; } = attributes;

    /// <summary>The authorisation value without zeros at its end.</summary>
    public byte[] Authorization => authorization;

    /// <summary>The counter's value.</summary>
    public ulong Value { get; private set; }

    /// <summary>The value that no later counter may come down to: what a power cut now would make of this one.</summary>
    public ulong Ceiling => Has(NvAttributes.Orderly) ? Value | OrderlyMask : Value;

    public bool Has(NvAttributes attribute) => (Attributes & attribute) != 0;

    /// <summary>Counts up; for the first time from the highest value any counter ever had (TPM 2.0 Part 3, 31.8).</summary>
    public void Increment(ulong highestEver)
    {
        Value = 1 + (Has(NvAttributes.Written) ? Value : highestEver);
        Attributes |= NvAttributes.Written;
    }

    /// <summary>Power came back without a TPM2_Shutdown: an orderly counter goes on from where it cannot have been before.</summary>
    public void ResumeDisorderly()
    {
        if (Has(NvAttributes.Written))
        {
            Value = Ceiling;
        }
    }

    /// <summary>TPMS_NV_PUBLIC.</summary>
    public byte[] PublicArea()
    {
        TpmResponseWriter writer = new();
        writer.UInt32(index);
        writer.UInt16((int)TpmAlgorithm.Sha256);
        writer.UInt32((uint)Attributes);
        writer.Sized(policy);
        writer.UInt16(CounterSize);
        return writer.Written.ToArray();
    }
}
