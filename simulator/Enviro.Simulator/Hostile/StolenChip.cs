using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Ledger;

namespace Enviro.Simulator;

/// <summary>A copy of a node's secure element in the wrong hands. No such copy can be made of a true one; of a key in a file it can.</summary>
internal sealed class StolenChip : ISigningKey
{
    private readonly Atecc608SecureElement _element;

    internal StolenChip(FleetChip chip)
    {
        SimulatedAtecc608 copy = SimulatedAtecc608.Restore(chip.Snapshot);
        copy.FastSigning = true;
        SimulatedI2cBus bus = new();
        bus.Attach(copy);
        _element = new Atecc608SecureElement(new Atecc608Device(bus));
        PublicKey = chip.PublicKey;
        Thumbprint = chip.Thumbprint;
    }

    public byte[] PublicKey { get; }

    public byte[] Thumbprint { get; }

    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        byte[] signature = new byte[P256.PointLength];
        return _element.TrySign(digest.ToArray(), signature) ? signature : throw new CryptographicException("The stolen chip does not sign.");
    }

    public void Dispose()
    {
        // It ends with the simulation.
    }
}
