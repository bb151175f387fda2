using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>A chip on a <see cref="SimulatedI2cBus"/>. Times are the bus's virtual microseconds.</summary>
public interface ISimulatedI2cDevice
{
    /// <summary>The 7-bit address the chip answers to now.</summary>
    int Address { get; }

    /// <summary>SDA was held low by a byte to address 0: a wake pulse for chips that know it.</summary>
    void GeneralCall(long nowMicroseconds);

    /// <summary>The master writes <paramref name="bytes"/>.</summary>
    I2cStatus Write(long nowMicroseconds, ReadOnlySpan<byte> bytes);

    /// <summary>The master reads as many bytes as <paramref name="bytes"/> holds.</summary>
    I2cStatus Read(long nowMicroseconds, Span<byte> bytes);

    /// <summary>Power is gone and back at once. Nothing happens to a chip that keeps nothing without it.</summary>
    void CutPower()
    {
    }
}
