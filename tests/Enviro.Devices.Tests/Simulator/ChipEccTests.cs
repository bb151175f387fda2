using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>ECDH, Sign of internal messages, Verify with a MAC and for validating public keys.</summary>
public sealed class ChipEccTests
{
    private static readonly byte[] Key = Bench.Sequence(32, 100);

    // Slot 0: everything allowed, ECDH in the open; slot 2: ECDH's secret into slot 3; slot 4: a MAC key; slot 6: IO protection key;
    // slot 14: a public key validated by the one in slot 15.
    private static ChipHost Host(string chipOptions = "0260")
    {
        ChipHost host = ChipHost.ConfigurationLocked(
        [
            .. ChipHost.Slot(0, "8720", "3300"), .. ChipHost.Slot(2, "8F20", "3300"), .. ChipHost.Slot(3, "8F0F", "1C00"),
            .. ChipHost.Slot(4, "8F0F", "1C00"), .. ChipHost.Slot(6, "8F0F", "1C00"), .. ChipHost.Slot(14, "0F0F", "3200"),
            .. ChipHost.Slot(15, "0F0F", "3000"), (ConfigurationZone.ChipOptionsOffset, chipOptions),
        ]);
        host.Chip.FactoryWriteSlot(4, Key);
        host.Chip.FactoryWriteSlot(6, Key);
        host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0);
        host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 2);
        host.LockData();
        return host;
    }

    [Fact]
    public void ECDH_agrees_with_the_other_side_in_each_way()
    {
        ChipHost host = Host();
        using ECDiffieHellman other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] otherPublic = Point(other.ExportParameters(false).Q);
        byte[] expected = Secret(other, host.Chip.FactoryPublicKey(0));
        Assert.Equal(expected, host.Send(Opcode.Ecdh, 0, 0, otherPublic));
        Assert.Equal(expected, host.Send(Opcode.Ecdh, CommandMode.EcdhTargetOutput, 0, otherPublic));
        byte[] sealedSecret = host.Send(Opcode.Ecdh, CommandMode.EcdhTargetOutput | CommandMode.EcdhOutputEncrypted, 0, otherPublic);
        Assert.Equal(64, sealedSecret.Length);
        byte[] pad = ChipHost.Sha(Key, sealedSecret[32..48]);
        Assert.Equal(expected, sealedSecret[..32].Select((value, i) => (byte)(value ^ pad[i])).ToArray());
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Ecdh, CommandMode.EcdhTargetTempKey, 0, otherPublic));
        Assert.Equal(
            HMACSHA256.HashData(expected, Key),
            host.Send(Opcode.Kdf, CommandMode.KdfHkdf | CommandMode.KdfTargetOutput, 0, [2, 0, 0, 32], Key));

        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Ecdh, 0, 2, otherPublic));
        Assert.Equal(ChipHost.Ok, host.CheckMac(3, Secret(other, host.Chip.FactoryPublicKey(2))));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Ecdh, CommandMode.EcdhTargetOutput, 2, otherPublic));
    }

    [Fact]
    public void An_ephemeral_key_in_TempKey_serves_one_agreement_and_nothing_else()
    {
        ChipHost host = Host();
        using ECDiffieHellman other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] otherPublic = Point(other.ExportParameters(false).Q);
        byte[] ephemeral = host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, CommandMode.GenKeyToTempKey);
        Assert.Equal(ephemeral, host.Send(Opcode.GenKey, CommandMode.GenKeyPublic, CommandMode.GenKeyToTempKey));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Sign, CommandMode.SignExternal, 0));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.GenDig, CommandMode.GenDigSlot, 4));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Sha, CommandMode.ShaHmacStart, CommandMode.AesFromTempKey));
        int mode = CommandMode.EcdhSourceTempKey | CommandMode.EcdhTargetOutput;
        Assert.Equal(Secret(other, ephemeral), host.Send(Opcode.Ecdh, mode, 0, otherPublic));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Ecdh, mode, 0, otherPublic));
    }

    [Fact]
    public void A_point_off_the_curve_is_refused()
    {
        ChipHost host = Host();
        byte[] point = host.Chip.FactoryPublicKey(0);
        point[40] ^= 1;
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Ecdh, 0, 0, point));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Ecdh, 0, 0, new byte[64]));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x40)]
    [InlineData(0x01)]
    [InlineData(0x41)]
    public void An_internal_signature_is_over_key_configuration_and_serial_number(int mode)
    {
        ChipHost host = Host();
        byte[] session = host.Session(4, Key);
        byte[] c = host.Configuration;
        bool full = (mode & 0x40) != 0;
        byte[] message =
        [
            .. session, Opcode.Sign, (byte)mode, 0, 0, .. c[28..30], .. c[104..106], 0x24, 0, 0, c[12],
            .. full ? c[8..12] : new byte[4], .. c[..2], .. full ? c[2..4] : new byte[2], 1, (byte)(mode & 1), 0,
        ];
        Assert.Equal(55, message.Length);
        byte[] signature = host.Send(Opcode.Sign, mode, 0);
        Assert.True(Bench.Verifies(host.Chip.FactoryPublicKey(0), SHA256.HashData(message), signature));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Sign, mode, 0));
        host.NonceRandom();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Sign, mode, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_verification_is_proved_by_the_IO_protection_key(bool stored)
    {
        ChipHost host = Host();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        host.Chip.FactoryWriteSlot(15, ChipHost.Stored(ChipHost.PublicKeyOf(key)));
        byte[] digest = Bench.Digest("image");
        byte[] nonce = Bench.Sequence(32, 4);
        byte[] signature = key.SignHash(digest);
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Nonce, 0x63, 0, digest, nonce));
        int mode = CommandMode.VerifyMac | CommandMode.SourceMessageDigestBuffer | (stored ? 0 : CommandMode.VerifyExternal);
        int param2 = stored ? 15 : 4;
        byte[] publicKey = stored ? [] : ChipHost.PublicKeyOf(key);
        byte[] mac = host.Send(Opcode.Verify, mode, param2, signature, publicKey);
        Assert.Equal(ChipHost.Sha(Key, digest, nonce, signature, [Opcode.Verify, (byte)mode, (byte)param2, 0]), mac);
        signature[3] ^= 1;
        Assert.Equal(ChipHost.Miscompare, host.Status(Opcode.Verify, mode, param2, signature, publicKey));
        Assert.Equal(ChipHost.ExecutionError, Host("0060").Status(Opcode.Verify, mode, param2, signature, publicKey));
    }

    [Fact]
    public void Verify_with_a_key_in_the_packet_needs_no_lock()
    {
        ChipHost host = new(SimulatedAtecc608.FactoryFresh(1));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] digest = host.NonceFixed(Bench.Digest("x"));
        byte[] content = [.. key.SignHash(digest), .. ChipHost.PublicKeyOf(key)];
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Verify, CommandMode.VerifyExternal, 4, content));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Verify, CommandMode.VerifyExternal, 4, content));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Verify, CommandMode.VerifyExternal, 3, content));
    }

    [Fact]
    public void A_public_key_is_used_only_between_validation_and_invalidation_by_its_parent()
    {
        ChipHost host = Host();
        using ECDsa parent = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        host.Chip.FactoryWriteSlot(15, ChipHost.Stored(ChipHost.PublicKeyOf(parent)));
        WritePublicKey(host, ChipHost.PublicKeyOf(key));
        Assert.Equal(0xA0, host.Chip.FactoryReadSlot(14)[0]);
        byte[] signature = key.SignHash(Bench.Digest("x"));
        Assert.Equal(ChipHost.ExecutionError, VerifyStored(host, signature));
        Assert.Equal(ChipHost.Ok, Validate(host, key, parent, invalidate: false));
        Assert.Equal(0x50, host.Chip.FactoryReadSlot(14)[0]);
        Assert.Equal(ChipHost.Ok, VerifyStored(host, signature));
        Assert.Equal(ChipHost.Miscompare, Validate(host, key, key, invalidate: true));
        Assert.Equal(ChipHost.Ok, VerifyStored(host, signature));
        Assert.Equal(ChipHost.Ok, Validate(host, key, parent, invalidate: true));
        Assert.Equal(ChipHost.ExecutionError, VerifyStored(host, signature));
        Assert.Equal(ChipHost.Ok, Validate(host, key, parent, invalidate: false));
        WritePublicKey(host, ChipHost.PublicKeyOf(key));
        Assert.Equal(ChipHost.ExecutionError, VerifyStored(host, signature));
    }

    /// <summary>Signs the message of Sign (Internal) as an authority does and sends Verify (Validate or Invalidate).</summary>
    private static string Validate(ChipHost host, ECDsa key, ECDsa signer, bool invalidate)
    {
        byte[] nonce = host.NonceRandom();
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.GenKey, CommandMode.GenKeyDigestStored, 14, new byte[3]));
        byte[] digest = ChipHost.Sha(
            nonce, [Opcode.GenKey, 0, 0, 0], host.ShortSerial, new byte[25], ChipHost.PublicKeyOf(key));
        byte[] other = new byte[19];
        other[7] = 0x4E;
        other[16] = 1;
        other[17] = invalidate ? (byte)1 : (byte)0;
        byte[] message = ChipHost.Sha(
            digest, [Opcode.Sign], other[..10], host.ShortSerial[..1], other[10..14], host.ShortSerial[1..], other[14..]);
        int mode = invalidate ? CommandMode.VerifyInvalidate : CommandMode.VerifyValidate;
        return host.Status(Opcode.Verify, mode, 14, signer.SignHash(message), other);
    }

    private static string VerifyStored(ChipHost host, byte[] signature)
    {
        host.NonceFixed(Bench.Digest("x"));
        return host.Status(Opcode.Verify, CommandMode.VerifyStored, 14, signature);
    }

    private static void WritePublicKey(ChipHost host, byte[] publicKey)
    {
        byte[] stored = ChipHost.Stored(publicKey);
        for (int offset = 0; offset < 72; offset += 4)
        {
            string status = host.Status(Opcode.Write, Zone.Slots, Zone.SlotAddress(14, offset), stored[offset..(offset + 4)]);
            Assert.Equal(ChipHost.Ok, status);
        }
    }

    private static byte[] Secret(ECDiffieHellman key, byte[] publicKey)
    {
        ECPoint point = new() { X = publicKey[..32], Y = publicKey[32..] };
        using ECDiffieHellman other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return key.DeriveRawSecretAgreement(other.PublicKey);
    }

    private static byte[] Point(ECPoint point)
    {
        return [.. point.X!, .. point.Y!];
    }
}
