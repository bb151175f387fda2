using System;
using Enviro.Node;

namespace Enviro.Devices;

/// <summary>
/// The registers of a chip that takes a register's number first and then reads or writes on from there. Reading and writing a register twice is the
/// same as once for every register used here, so a failed transfer is repeated, three times in all.
/// </summary>
internal sealed class I2cRegisters
{
    private const int Attempts = 3;

    private readonly II2cBus _bus;
    private readonly int _address;
    private readonly byte[] _frame;

    internal I2cRegisters(II2cBus bus, int address, int longestWrite)
    {
        _bus = bus;
        _address = address;
        _frame = new byte[1 + longestWrite];
    }

    /// <summary>Reads <paramref name="count"/> registers from <paramref name="register"/> on.</summary>
    internal bool TryRead(int register, byte[] target, int offset, int count)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            _frame[0] = (byte)register;
            if (_bus.Write(_address, _frame, 0, 1) == I2cStatus.Ok && _bus.Read(_address, target, offset, count) == I2cStatus.Ok)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes one register.</summary>
    internal bool TryWrite(int register, byte value)
    {
        _frame[1] = value;
        return TrySend(register, 1);
    }

    /// <summary>Writes registers from <paramref name="register"/> on.</summary>
    internal bool TryWrite(int register, byte[] source, int offset, int count)
    {
        Array.Copy(source, offset, _frame, 1, count);
        return TrySend(register, count);
    }

    private bool TrySend(int register, int count)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            _frame[0] = (byte)register;
            if (_bus.Write(_address, _frame, 0, 1 + count) == I2cStatus.Ok)
            {
                return true;
            }
        }

        return false;
    }
}
