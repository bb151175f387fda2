using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class SecureElementTests
{
    [Fact]
    public void Each_operation_wakes_the_chip_and_leaves_it_asleep()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        Atecc608SecureElement element = new(bench.Device);
        byte[] buffer = new byte[64];
        Assert.True(element.TryGetPublicKey(buffer));
        Assert.Equal(publicKey, buffer);
        Assert.True(element.TrySign(Bench.Digest("x"), buffer));
        Assert.True(element.TryAdvanceBootCounter(out uint boot));
        Assert.Equal(1u, boot);
        Assert.Equal(3, bench.Written.Count(packet => packet == "wake"));
        Assert.Equal(3, bench.Written.Count(packet => packet == "01"));
        Assert.Equal("01", bench.Written[^1]);
        Assert.Equal(I2cStatus.NotAcknowledged, bench.Bus.Read(0x60, buffer, 0, 4));
    }

    [Fact]
    public void What_identity_needs_is_one_session_each()
    {
        Bench bench = IdentityChip.Provisioned();
        Atecc608SecureElement element = new(bench.Device);
        byte[] attestationKey = IdentityChip.PublicKey(bench, Atecc608SecureElement.AttestationSlot);
        byte[] publicKey = new byte[64];
        byte[] signature = new byte[64];
        byte[] serialNumber = new byte[9];
        byte[] configuration = new byte[128];
        byte[] random = new byte[32];
        Assert.True(bench.Device.TrySleep());
        bench.Written.Clear();

        Assert.True(element.TryRandom(random));
        Assert.NotEqual(new byte[32], random);
        Assert.True(element.TryGetPublicKey(publicKey));
        Assert.True(element.TryAgree(publicKey, new byte[32]));
        Assert.True(element.TrySign(Bench.Digest("x"), signature));
        Assert.True(element.TryVerify(Bench.Digest("x"), signature, publicKey, out bool valid) && valid);
        Assert.True(element.TryGetSerialNumber(serialNumber));
        Assert.True(element.TryQuote(Bench.Sequence(20), random, configuration, signature), element.LastStatus.ToString());
        Assert.Equal(Atecc608Configuration.SerialNumber(configuration), serialNumber);
        Assert.True(Bench.Verifies(attestationKey, Atecc608Evidence.QuoteDigest(Bench.Sequence(20), random, configuration, 1), signature));
        Assert.True(element.TryProveKey(Bench.Sequence(20), random, publicKey, signature), element.LastStatus.ToString());
        byte[] proof = Atecc608Evidence.KeyProofDigest(Bench.Sequence(20), random, 0x08, 0, publicKey, configuration, 1);
        Assert.True(Bench.Verifies(attestationKey, proof, signature));
        Assert.True(element.TryReadSlot(Atecc608SecureElement.CertificateSlot + 2, 0, new byte[72], 72), element.LastStatus.ToString());
        Assert.Equal(9, bench.Written.Count(packet => packet == "wake"));
        Assert.Equal(9, bench.Written.Count(packet => packet == "01"));
    }

    [Fact]
    public void A_signature_that_does_not_match_is_an_answer_and_an_impossible_key_is_none()
    {
        Bench bench = IdentityChip.Provisioned();
        Atecc608SecureElement element = new(bench.Device);
        byte[] publicKey = IdentityChip.PublicKey(bench, 0);
        byte[] signature = new byte[64];
        Assert.True(element.TrySign(Bench.Digest("x"), signature));
        Assert.True(element.TryVerify(Bench.Digest("y"), signature, publicKey, out bool valid));
        Assert.False(valid);
        Assert.Equal(Atecc608Status.Miscompare, element.LastStatus);
        Assert.False(element.TryVerify(Bench.Digest("x"), signature, new byte[64], out valid));
        Assert.False(valid);
        Assert.False(element.TryAgree(new byte[64], new byte[32]));
        Assert.Equal(Atecc608Status.ExecutionError, element.LastStatus);
    }

    [Fact]
    public void A_refusal_is_told_with_its_status_and_not_repeated()
    {
        Bench bench = Bench.Fresh();
        Atecc608SecureElement element = new(bench.Device);
        Assert.False(element.TrySign(Bench.Digest("x"), new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, element.LastStatus);
        Assert.Equal(2, bench.Chip.CommandCount);
    }

    [Fact]
    public void Signing_again_and_again_allocates_nothing()
    {
        Bench bench = Bench.Provisioned(out _);
        CannedBus bus = new();
        Atecc608SecureElement element = new(new Atecc608Device(bus));
        byte[] digest = Bench.Digest("x");
        byte[] signature = new byte[64];
        Assert.True(element.TrySign(digest, signature));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool signed = true;
        for (int i = 0; i < 1000; i++)
        {
            signed &= element.TrySign(digest, signature);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(signed);
    }

    /// <summary>Answers a wake, a loaded digest and a signature with prepared packets, allocating nothing itself.</summary>
    private sealed class CannedBus : II2cBus
    {
        private readonly byte[] _awake = Convert.FromHexString("04113343");
        private readonly byte[] _done = Convert.FromHexString("04000340");
        private readonly byte[] _signature = new byte[67];
        private byte[] _answer = [];

        public CannedBus()
        {
            _signature[0] = 67;
            Packet.PutCrc(_signature, 65, Packet.Crc16(_signature, 0, 65));
        }

        public I2cStatus Write(int address, byte[] buffer, int offset, int count)
        {
            _answer = address == 0 ? _awake : count > 2 && buffer[offset + 2] == Opcode.Sign ? _signature : _done;
            return I2cStatus.Ok;
        }

        public I2cStatus Read(int address, byte[] buffer, int offset, int count)
        {
            Array.Copy(_answer, 0, buffer, offset, count);
            return I2cStatus.Ok;
        }

        public void Wait(int microseconds)
        {
        }
    }
}
