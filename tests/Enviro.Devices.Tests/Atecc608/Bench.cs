using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>A simulated chip on a bus that records what the driver writes, and a driver for it.</summary>
internal sealed class Bench : II2cBus
{
    public Bench(SimulatedAtecc608 chip)
    {
        Chip = chip;
        Bus.Attach(chip);
        Device = new Atecc608Device(this);
    }

    public SimulatedAtecc608 Chip { get; }

    public SimulatedI2cBus Bus { get; } = new();

    public Atecc608Device Device { get; }

    /// <summary>Everything written to the chip, word addresses included, as hexadecimal; "wake" for a general call.</summary>
    public List<string> Written { get; } = [];

    public static Bench Fresh()
    {
        return new Bench(SimulatedAtecc608.FactoryFresh(1));
    }

    /// <summary>A chip with an identity in slot 0, both zones locked.</summary>
    public static Bench Provisioned(out byte[] publicKey)
    {
        Bench bench = Fresh();
        publicKey = Atecc608Provisioning.Provision(bench.Device);
        bench.Written.Clear();
        return bench;
    }

    /// <summary>A chip whose configuration zone is locked after words were written to it by offset.</summary>
    public static Bench Configured(params (int Offset, string Word)[] words)
    {
        Bench bench = Fresh();
        foreach ((int offset, string word) in words)
        {
            Assert.True(bench.Device.TryWrite(Zone.Configuration, Zone.WordAddress(offset), Convert.FromHexString(word), 0, 4));
        }

        byte[] zone = new byte[ConfigurationZone.Length];
        Assert.True(bench.Device.TryReadConfiguration(zone));
        Assert.True(bench.Device.TryLockConfiguration(Packet.Crc16(zone, 0, zone.Length)));
        bench.Written.Clear();
        return bench;
    }

    public static byte[] Digest(string message)
    {
        return SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(message));
    }

    public static bool Verifies(byte[] publicKey, byte[] digest, byte[] signature)
    {
        using ECDsa key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[..32], Y = publicKey[32..] },
        });
        return key.VerifyHash(digest, signature);
    }

    public static byte[] Sequence(int length, int start = 0)
    {
        return [.. Enumerable.Range(start, length).Select(value => (byte)value)];
    }

    public I2cStatus Write(int address, byte[] buffer, int offset, int count)
    {
        Written.Add(address == 0 ? "wake" : Convert.ToHexString(buffer, offset, count));
        return Bus.Write(address, buffer, offset, count);
    }

    public I2cStatus Read(int address, byte[] buffer, int offset, int count)
    {
        return Bus.Read(address, buffer, offset, count);
    }

    public void Wait(int microseconds)
    {
        Bus.Wait(microseconds);
    }
}
