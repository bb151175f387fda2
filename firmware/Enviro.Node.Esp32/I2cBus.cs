using System;
using System.Device.I2c;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Enviro.Node.Esp32;

/// <summary>
/// One of the ESP32's two I2C buses, at 100 kHz: the wake pulse of an ATECC608 is the general call's address byte, which at this speed holds SDA low for 80 µs.
/// The interpreter's device object stands for one address; each is made once and kept, for making one sets the bus up anew.
/// </summary>
internal sealed class I2cBus : II2cBus
{
    private const int AddressCount = 128;

    private readonly int _busId;
    private readonly I2cDevice?[] _devices = new I2cDevice?[AddressCount];

    /// <summary>Opens bus 1 or 2 on two pins.</summary>
    internal I2cBus(int busId, int sda, int scl)
    {
        _busId = busId;
        Configuration.SetPinFunction(sda, busId == 1 ? DeviceFunction.I2C1_DATA : DeviceFunction.I2C2_DATA);
        Configuration.SetPinFunction(scl, busId == 1 ? DeviceFunction.I2C1_CLOCK : DeviceFunction.I2C2_CLOCK);
    }

    /// <inheritdoc />
    public I2cStatus Write(int address, byte[] buffer, int offset, int count)
    {
        try
        {
            I2cTransferResult result = DeviceAt(address).Write(new SpanByte(buffer, offset, count));
            return StatusOf(result);
        }
        catch (Exception)
        {
            return I2cStatus.Failed;
        }
    }

    /// <inheritdoc />
    public I2cStatus Read(int address, byte[] buffer, int offset, int count)
    {
        try
        {
            I2cTransferResult result = DeviceAt(address).Read(new SpanByte(buffer, offset, count));
            return StatusOf(result);
        }
        catch (Exception)
        {
            return I2cStatus.Failed;
        }
    }

    /// <inheritdoc />
    public void Wait(int microseconds)
    {
        // A sleep ends with a tick, and the one it begins in is already part gone: one more, or it is too short.
        Thread.Sleep(((microseconds + 999) / 1_000) + 1);
    }

    private static I2cStatus StatusOf(I2cTransferResult result)
    {
        switch (result.Status)
        {
            case I2cTransferStatus.FullTransfer:
                return I2cStatus.Ok;
            case I2cTransferStatus.SlaveAddressNotAcknowledged:
                return I2cStatus.NotAcknowledged;
            case I2cTransferStatus.PartialTransfer:
                return I2cStatus.Partial;
            default:
                return I2cStatus.Failed;
        }
    }

    private I2cDevice DeviceAt(int address)
    {
        I2cDevice? device = _devices[address];
        if (device == null)
        {
            device = new I2cDevice(new I2cConnectionSettings(_busId, address, I2cBusSpeed.StandardMode));
            _devices[address] = device;
        }

        return device;
    }
}
