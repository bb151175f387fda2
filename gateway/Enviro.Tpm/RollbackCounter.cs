namespace Enviro.Tpm;

/// <summary>
/// A counter in the TPM that never goes back, whatever is restored from backups around it. After a power cut it jumps ahead
/// by up to a few hundred, because the TPM keeps it in RAM to spare its flash: gaps are normal, repeats never happen.
/// </summary>
public sealed class RollbackCounter
{
    /// <summary>Where the counter is kept unless configured otherwise.</summary>
    public const uint DefaultIndex = 0x01800E11;

    private const NvAttributes Attributes = NvAttributes.Counter | NvAttributes.Orderly | NvAttributes.NoDictionaryAttack
        | NvAttributes.OwnerWrite | NvAttributes.OwnerRead | NvAttributes.AuthRead;

    private readonly TpmDevice _tpm;
    private readonly TpmAuthorization _owner;
    private readonly Lock _gate = new();
    private ulong _highest;

    private RollbackCounter(TpmDevice tpm, uint index, TpmAuthorization owner)
    {
        _tpm = tpm;
        _owner = owner;
        Index = index;
    }

    /// <summary>The NV index.</summary>
    public uint Index { get; }

    /// <summary>Finds the counter, or defines it. A new one starts above every counter this TPM ever had.</summary>
    /// <param name="tpm">The TPM; it must outlive the counter.</param>
    /// <param name="index">The NV index, 0x01800000–0x01BFFFFF.</param>
    /// <param name="owner">The owner's authorisation; empty if left out.</param>
    /// <returns>The counter, readable.</returns>
    /// <exception cref="TpmConfigurationException">Something else is at the index.</exception>
    public static RollbackCounter Open(TpmDevice tpm, uint index = DefaultIndex, TpmAuthorization? owner = null)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        owner ??= TpmAuthorization.Empty;
        if (!tpm.HasHandle(index))
        {
            tpm.NvDefineSpace(new NvPublic(index, Attributes, NvPublic.CounterSize), owner);
        }

        NvPublic found = tpm.NvReadPublic(index);
        if ((found.Attributes & ~NvAttributes.Written) != Attributes || found.Size != NvPublic.CounterSize)
        {
            throw new TpmConfigurationException(
                $"the NV index 0x{index:X8} holds something else than a rollback counter of ours: configure another index, or, "
                + $"if nobody needs it, remove it with `tpm2_nvundefine -C o 0x{index:X8}`");
        }

        RollbackCounter counter = new(tpm, index, owner);
        if ((found.Attributes & NvAttributes.Written) == 0)
        {
            counter.Advance();
        }

        return counter;
    }

    /// <summary>Reads the counter without advancing it.</summary>
    /// <returns>Its value.</returns>
    public ulong Read()
    {
        lock (_gate)
        {
            return ReadNotBelow(_highest);
        }
    }

    /// <summary>Advances the counter.</summary>
    /// <returns>The new value, higher than any before.</returns>
    public ulong Advance()
    {
        lock (_gate)
        {
            _tpm.NvIncrement(Index, _owner);
            return ReadNotBelow(_highest + 1);
        }
    }

    private ulong ReadNotBelow(ulong lowest)
    {
        ulong value = _tpm.NvReadCounter(Index, _owner);
        if (value > lowest && _tpm.NvReadCounter(Index, _owner) != value)
        {
            // Nothing else in the response tells a bit that fell over on the bus from a jump after a power cut, and in a block's header it would
            // put the counter out of reach of all later blocks.
            throw new TpmProtocolException("the rollback counter reads two values without having been advanced");
        }

        if (value < lowest)
        {
            throw new TpmProtocolException($"the rollback counter reads {value} where at least {lowest} is due");
        }

        _highest = value;
        return value;
    }
}
