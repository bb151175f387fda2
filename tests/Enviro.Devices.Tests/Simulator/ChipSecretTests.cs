using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

/// <summary>AES, KDF and SHA with HMAC and contexts, against .NET's own and published vectors.</summary>
public sealed class ChipSecretTests
{
    private static readonly byte[] Key = Bench.Sequence(32, 100);

    // Slot 9: AES, a target of KDF; slot 10: AES, no target; slot 6: IO protection key; slot 8: a MAC key.
    private static ChipHost Host(string chipOptions = "0E60")
    {
        ChipHost host = ChipHost.Locked(
        [
            .. ChipHost.Slot(9, "8F0F", "1A00"), .. ChipHost.Slot(10, "0F0F", "1800"), .. ChipHost.Slot(6, "8F0F", "1C00"),
            .. ChipHost.Slot(8, "8F0F", "1C00"), (ConfigurationZone.ChipOptionsOffset, chipOptions), (72, "096976"),
        ]);
        byte[] keys = Bench.Sequence(64, 1);
        host.Chip.FactoryWriteSlot(9, keys);
        host.Chip.FactoryWriteSlot(10, keys);
        host.Chip.FactoryWriteSlot(6, Key);
        host.Chip.FactoryWriteSlot(8, Key);
        return host;
    }

    [Fact]
    public void One_block_of_AES_is_the_standards()
    {
        // FIPS 197 appendix B and SP 800-38A F.1.1.
        ChipHost host = Host();
        byte[] key = Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C");
        host.NonceFixed([.. new byte[16], .. key]);
        byte[] plain = Convert.FromHexString("6BC1BEE22E409F96E93D7E117393172A");
        byte[] cipher = host.Send(Opcode.Aes, CommandMode.AesEncrypt | 0x40, CommandMode.AesFromTempKey, plain);
        Assert.Equal("3AD77BB40D7A3660A89ECAF32466EF97", Convert.ToHexString(cipher));
        Assert.Equal(plain, host.Send(Opcode.Aes, CommandMode.AesDecrypt | 0x40, CommandMode.AesFromTempKey, cipher));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Aes, CommandMode.AesEncrypt | 0x80, CommandMode.AesFromTempKey, plain));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AES_takes_any_of_the_keys_in_a_slot(int block)
    {
        ChipHost host = Host();
        using Aes aes = Aes.Create();
        aes.Key = Bench.Sequence(16, 1 + (16 * block));
        byte[] plain = Bench.Sequence(16, 60);
        Assert.Equal(aes.EncryptEcb(plain, PaddingMode.None), host.Send(Opcode.Aes, block << 6, 9, plain));
    }

    [Fact]
    public void AES_refuses_other_keys_and_other_forms()
    {
        ChipHost host = Host();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Aes, 0, 8, new byte[16]));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Aes, 0, 0, new byte[16]));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Aes, 0x80, 5, new byte[16]));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Aes, 0x02, 9, new byte[16]));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Aes, 0x08, 9, new byte[16]));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Aes, 0x00, 9, new byte[15]));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Aes, 0, CommandMode.AesFromTempKey, new byte[16]));
    }

    [Fact]
    public void The_multiplication_is_that_of_GCM()
    {
        // The GCM specification's test case 2: GHASH of one block of ciphertext and the lengths, H = AES(0, 0).
        ChipHost host = Host();
        byte[] h = Convert.FromHexString("66E94BD4EF8A2C3B884CFA59CA342B2E");
        byte[] x = host.Send(Opcode.Aes, CommandMode.AesGaloisMultiply, 0, h, Convert.FromHexString("0388DACE60B6A392F328C2B971B2FE78"));
        Assert.Equal("5E2EC746917062882C85B0685353DEB7", Convert.ToHexString(x));
        x[15] ^= 0x80;
        Assert.Equal(
            "F38CBB1AD69223DCC3457AE5B6B0F885",
            host.Status(Opcode.Aes, CommandMode.AesGaloisMultiply, 0, h, x));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 32)]
    [InlineData(2, 48)]
    [InlineData(3, 64)]
    public void PRF_is_TLS_1_2s(int lengthCode, int keyLength)
    {
        ChipHost host = Host();
        byte[] tempKey = host.NonceFixed(Bench.Sequence(64, 9));
        byte[] seed = Bench.Sequence(77, 1);
        byte[] expected = Prf(tempKey[..keyLength], seed);
        byte[] output = host.Send(Opcode.Kdf, CommandMode.KdfPrf | CommandMode.KdfTargetOutput, 0, [(byte)lengthCode, 1, 0, 77], seed);
        Assert.Equal(expected, output);
        output = host.Send(Opcode.Kdf, CommandMode.KdfPrf | CommandMode.KdfTargetOutput, 0, [(byte)lengthCode, 0, 0, 77], seed);
        Assert.Equal(expected[..32], output);
    }

    [Fact]
    public void PRF_agrees_with_a_published_vector()
    {
        // "TLS 1.2 PRF P_SHA256" test vector of the IETF TLS list: secret, label "test label" and seed; first 64 bytes.
        ChipHost host = Host();
        host.NonceFixed([.. Convert.FromHexString("9BBE436BA940F017B17652849A71DB35"), .. new byte[16]]);
        byte[] seed = [.. "test label"u8, .. Convert.FromHexString("A0BA9F936CDA311827A6F796FFD5198C")];
        Assert.Equal(
            "E3F229BA727BE17B8D122620557CD453C2AAB21D07C3D495329B52D4E61EDB5A" +
            "6B301791E90D35C9C9A46B4E14BAF9AF0FA022F7077DEF17ABFD3797C0564BAB",
            host.Status(Opcode.Kdf, CommandMode.KdfTargetOutput, 0, [0, 1, 0, (byte)seed.Length], seed));
    }

    [Fact]
    public void HKDF_is_one_HMAC_and_reaches_the_standards_result_in_two_steps()
    {
        // RFC 5869 A.3: no salt, no info.
        ChipHost host = Host();
        byte[] input = Enumerable.Repeat((byte)0x0B, 22).ToArray();
        int mode = CommandMode.KdfHkdf | CommandMode.KdfSourceTempKey;
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Kdf, mode | CommandMode.KdfTargetTempKey, 0, [0x06, 0, 0, 22], input));
        Assert.Equal(
            "8DA4E775A563C18F715F802A063C5A31B8A11F5C5EE1879EC3454E5F3C738D2D",
            host.Status(Opcode.Kdf, mode | CommandMode.KdfTargetOutput, 0, [0x02, 0, 0, 1], [1]));
    }

    [Fact]
    public void HKDF_finds_its_message_in_a_slot_in_TempKey_and_with_the_IV_where_it_must_be()
    {
        ChipHost host = Host();
        host.NonceFixed(Bench.Sequence(64));
        int mode = CommandMode.KdfHkdf | CommandMode.KdfTargetOutput | CommandMode.KdfSourceSlot;
        Assert.Equal(HMACSHA256.HashData(Key, Bench.Sequence(20, 1)), host.Send(Opcode.Kdf, mode, 8, [0x00, 10, 0, 20]));
        Assert.Equal(HMACSHA256.HashData(Key, Bench.Sequence(40)), host.Send(Opcode.Kdf, mode, 8, [0x01, 0, 0, 40]));
        byte[] message = Bench.Sequence(16);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Kdf, mode, 8, [0x03, 0, 0, 16], message));
        message[9] = 0x69;
        message[10] = 0x76;
        Assert.Equal(HMACSHA256.HashData(Key, message), host.Send(Opcode.Kdf, mode, 8, [0x03, 0, 0, 16], message));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Kdf, mode, 8, [0x00, 0, 0, 20]));
    }

    [Fact]
    public void KDF_with_AES_takes_one_of_the_keys_and_fills_with_zeros()
    {
        ChipHost host = Host();
        using Aes aes = Aes.Create();
        aes.Key = Bench.Sequence(16, 17);
        byte[] plain = Bench.Sequence(16, 60);
        byte[] output = host.Send(Opcode.Kdf, CommandMode.KdfAes | CommandMode.KdfSourceSlot | CommandMode.KdfTargetOutput, 9, [1, 0, 0, 0], plain);
        Assert.Equal([.. aes.EncryptEcb(plain, PaddingMode.None), .. new byte[16]], output);
    }

    [Fact]
    public void KDF_reaches_each_target_and_no_slot_that_does_not_allow_it()
    {
        ChipHost host = Host();
        byte[] tempKey = host.NonceFixed(Bench.Sequence(32));
        byte[] derived = Prf(tempKey, [5])[..32];
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Kdf, CommandMode.KdfTargetAlternateKeyBuffer, 0, [1, 0, 0, 1], [5]));
        Assert.Equal(
            Prf(derived, [6])[..32],
            host.Send(Opcode.Kdf, CommandMode.KdfSourceAlternateKeyBuffer | CommandMode.KdfTargetOutput, 0, [1, 0, 0, 1], [6]));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Kdf, CommandMode.KdfTargetTempKeyUpper, 0, [1, 0, 0, 1], [5]));
        Assert.Equal(
            Prf(derived, [7])[..32],
            host.Send(Opcode.Kdf, CommandMode.KdfSourceTempKeyUpper | CommandMode.KdfTargetOutput, 0, [1, 0, 0, 1], [7]));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Kdf, CommandMode.KdfTargetSlot, 0x0900, [1, 0, 0, 1], [5]));
        using Aes aes = Aes.Create();
        aes.Key = derived[..16];
        Assert.Equal(aes.EncryptEcb(new byte[16], PaddingMode.None), host.Send(Opcode.Aes, 0, 9, new byte[16]));
        foreach (int slot in new[] { 0, 8, 10 })
        {
            Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Kdf, CommandMode.KdfTargetSlot, slot << 8, [1, 0, 0, 1], [5]));
        }

        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Kdf, CommandMode.KdfSourceSlot | CommandMode.KdfTargetOutput, 0, [1, 0, 0, 1], [5]));
    }

    [Fact]
    public void Encrypted_output_opens_with_the_IO_protection_key()
    {
        ChipHost host = Host();
        byte[] tempKey = host.NonceFixed(Bench.Sequence(32));
        byte[] output = host.Send(Opcode.Kdf, CommandMode.KdfTargetOutputEncrypted, 0, [1, 1, 0, 1], [5]);
        Assert.Equal(96, output.Length);
        byte[] pad = [.. ChipHost.Sha(Key, output[64..80]), .. ChipHost.Sha(Key, output[80..])];
        Assert.Equal(Prf(tempKey, [5]), output[..64].Select((value, i) => (byte)(value ^ pad[i])).ToArray());
    }

    [Fact]
    public void HMAC_is_the_standards_for_slots_and_TempKey()
    {
        ChipHost host = Host();
        foreach (int length in new[] { 0, 1, 63, 64, 65, 200 })
        {
            byte[] message = Bench.Sequence(length);
            Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaHmacStart, 8));
            Assert.Equal(HMACSHA256.HashData(Key, message), Feed(host, message));
        }

        byte[] tempKey = host.NonceFixed(Bench.Sequence(32, 50));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaHmacStart, CommandMode.AesFromTempKey));
        byte[] short3 = [1, 2, 3];
        Assert.Equal(HMACSHA256.HashData(tempKey, short3), Feed(host, short3));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Sha, CommandMode.ShaHmacStart, 0));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaHmacStart, 8));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Sha, CommandMode.ShaReadContext, 0));
    }

    [Fact]
    public void A_context_is_the_state_of_FIPS_180_and_carries_a_digest_over()
    {
        ChipHost host = Host();
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaStart, 0));
        byte[] head = [1, 2, 3, 4, 5];
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaUpdate, 5, head));
        byte[] context = host.Send(Opcode.Sha, CommandMode.ShaReadContext, 0);
        Assert.Equal(
            "0500000067E6096A85AE67BB72F36E3C3AF54FA57F520E518C68059BABD9831F19CDE05B0102030405", Convert.ToHexString(context));
        host.Sleep();
        for (int length = 0; length < 200; length += 33)
        {
            byte[] tail = Bench.Sequence(length);
            Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaWriteContext, context.Length, context));
            Assert.Equal(SHA256.HashData([.. head, .. tail]), Feed(host, tail));
        }

        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Sha, CommandMode.ShaWriteContext, 40, context[..40]));
    }

    private static byte[] Feed(ChipHost host, byte[] message)
    {
        int offset = 0;
        for (; message.Length - offset >= 64; offset += 64)
        {
            Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaUpdate, 64, message[offset..(offset + 64)]));
        }

        return host.Send(Opcode.Sha, CommandMode.ShaEnd | CommandMode.ShaTargetOutputOnly, message.Length - offset, message[offset..]);
    }

    private static byte[] Prf(byte[] key, byte[] seed)
    {
        byte[] a1 = HMACSHA256.HashData(key, seed);
        byte[] a2 = HMACSHA256.HashData(key, a1);
        return [.. HMACSHA256.HashData(key, a1.Concat(seed).ToArray()), .. HMACSHA256.HashData(key, a2.Concat(seed).ToArray())];
    }
}
