using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

/// <summary>
/// What a simulated ATECC608B keeps without power: its three zones and the random number generator's seed. Serialises to a plain
/// array: magic and version, configuration 128, OTP 64, slots 1,208, seed 32, draws 8.
/// </summary>
internal sealed class Atecc608Eeprom
{
    private static readonly byte[] Magic = "ECC608\0\u0001"u8.ToArray();

    // As read from factory-fresh chips, from byte 16 on: three P-256 slots first, then a mix; lock bytes open, counters at zero.
    private const string FactoryConfiguration =
        "C0000000" + "83208720" + "8F20C48F" + "8F8F8F8F" + "9F8FAF8F" + "00000000" + "00000000" + "00000000" + "0000AF8F" +
        "FFFFFFFF" + "00000000" + "FFFFFFFF" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00005555" +
        "FFFF0000" + "00000000" + "33003300" + "33001C00" + "1C001C00" + "1C001C00" + "3C003C00" + "3C003C00" + "3C003C00" + "3C001C00";

    private readonly byte[] _seed;
    private long _draws;

    private Atecc608Eeprom(byte[] seed)
    {
        _seed = seed;
        for (int slot = 0; slot < Zone.SlotCount; slot++)
        {
            Slots[slot] = new byte[Zone.SlotLength(slot)];
            Array.Fill(Slots[slot], (byte)0xFF);
        }

        Array.Fill(Otp, (byte)0xFF);
    }

    public byte[] Configuration { get; } = new byte[ConfigurationZone.Length];

    public byte[] Otp { get; } = new byte[Zone.OtpLength];

    public byte[][] Slots { get; } = new byte[Zone.SlotCount][];

    public static Atecc608Eeprom FactoryFresh(ulong seed)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, seed);
        Atecc608Eeprom eeprom = new(SHA256.HashData(number));
        byte[] serial = SHA256.HashData(eeprom._seed);
        byte[] start = [0x01, 0x23, .. serial[..2], 0x00, 0x00, 0x60, 0x03, .. serial[2..6], 0xEE, 0x01, 0x01];
        start.CopyTo(eeprom.Configuration, 0);
        Convert.FromHexString(FactoryConfiguration).CopyTo(eeprom.Configuration, ConfigurationZone.I2cAddressOffset);
        return eeprom;
    }

    public static Atecc608Eeprom Restore(ReadOnlySpan<byte> snapshot)
    {
        Atecc608Eeprom eeprom = new(new byte[32]);
        int length = Magic.Length + eeprom.Parts().Sum(part => part.Length) + sizeof(long);
        if (snapshot.Length != length || !snapshot.StartsWith(Magic))
        {
            throw new InvalidDataException("Not a snapshot of a simulated ATECC608B, or one of another version.");
        }

        int offset = Magic.Length;
        foreach (byte[] part in eeprom.Parts())
        {
            snapshot.Slice(offset, part.Length).CopyTo(part);
            offset += part.Length;
        }

        eeprom._draws = BinaryPrimitives.ReadInt64BigEndian(snapshot[offset..]);
        return eeprom;
    }

    public byte[] Snapshot()
    {
        byte[] draws = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(draws, _draws);
        return [.. Magic, .. Parts().SelectMany(part => part), .. draws];
    }

    /// <summary>The next 32 bytes of the generator. Its position is kept with the zones, so a power cut repeats no number.</summary>
    public byte[] DrawRandom()
    {
        byte[] input = [.. _seed, .. new byte[sizeof(long)]];
        BinaryPrimitives.WriteInt64BigEndian(input.AsSpan(_seed.Length), _draws++);
        return SHA256.HashData(input);
    }

    private IEnumerable<byte[]> Parts()
    {
        return [Configuration, Otp, .. Slots, _seed];
    }
}
