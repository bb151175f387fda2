using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>A secure element on a board's bus that outlives the process: what a transfer changed for good is on disk before the board hears of it.</summary>
internal sealed class KeptChip(SimulatedAtecc608 chip, ChipSnapshotFile file) : ISimulatedI2cDevice
{
    /// <inheritdoc/>
    public int Address => chip.Address;

    /// <inheritdoc/>
    public void GeneralCall(long nowMicroseconds) => chip.GeneralCall(nowMicroseconds);

    /// <inheritdoc/>
    public I2cStatus Write(long nowMicroseconds, ReadOnlySpan<byte> bytes) => Kept(chip.Write(nowMicroseconds, bytes));

    /// <inheritdoc/>
    public I2cStatus Read(long nowMicroseconds, Span<byte> bytes) => Kept(chip.Read(nowMicroseconds, bytes));

    /// <inheritdoc/>
    public void CutPower() => chip.CutPower();

    private I2cStatus Kept(I2cStatus status)
    {
        if (status == I2cStatus.Ok)
        {
            file.Save(chip.Snapshot());
        }

        return status;
    }
}
