using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class ProtectedSlotTests
{
    private static readonly byte[] NumIn = Bench.Sequence(20);
    private static readonly byte[] Content = Bench.Sequence(32, 50);

    // RFC 6979 appendix A.2.5: a private key of P-256 and its public key.
    private static readonly byte[] PrivateKey = Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    private const string PublicKey =
        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB67903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";

    [Fact]
    public void What_is_written_encrypted_is_read_encrypted_and_never_seen_on_the_bus()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] read = new byte[32];
        Assert.True(bench.Device.TryWriteEncrypted(9, 1, Content, 4, IdentityChip.Secret, NumIn), bench.Device.LastStatus.ToString());
        Assert.True(bench.Device.TryReadEncrypted(9, 1, read, 4, IdentityChip.Secret, NumIn), bench.Device.LastStatus.ToString());
        Assert.Equal(Content, read);
        Assert.DoesNotContain(bench.Written, packet => packet.Contains(Convert.ToHexString(Content), StringComparison.Ordinal));
    }

    [Fact]
    public void A_slot_that_asks_for_encryption_is_closed_in_the_clear()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.False(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(9, 0), Content, 0, 32));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.False(bench.Device.TryReadSlot(9, 0, new byte[72], 72));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Fact]
    public void Another_key_writes_nothing_and_reads_nothing_that_makes_sense()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] read = new byte[32];
        Assert.True(bench.Device.TryWriteEncrypted(9, 0, Content, 4, IdentityChip.Secret, NumIn));
        Assert.False(bench.Device.TryWriteEncrypted(9, 0, new byte[32], 4, new byte[32], NumIn));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.False(bench.Device.TryReadEncrypted(9, 0, read, 10, IdentityChip.Rolled, NumIn));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryReadEncrypted(9, 0, read, 4, new byte[32], NumIn));
        Assert.NotEqual(Content, read);
        Assert.True(bench.Device.TryReadEncrypted(9, 0, read, 4, IdentityChip.Secret, NumIn));
        Assert.Equal(Content, read);
    }

    [Fact]
    public void A_private_key_is_written_in_the_clear_only_before_the_data_zone_is_locked()
    {
        Bench bench = IdentityChip.Personalized();
        Assert.True(bench.Device.TryPrivWrite(3, PrivateKey), bench.Device.LastStatus.ToString());
        Assert.Equal(PublicKey, Convert.ToHexString(IdentityChip.PublicKey(bench, 3)));
        Assert.False(IdentityChip.Provisioned().Device.TryPrivWrite(3, PrivateKey));
        Assert.False(bench.Device.TryPrivWrite(4, PrivateKey));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Fact]
    public void A_private_key_is_written_encrypted_where_the_configuration_allows_it()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.True(
            bench.Device.TryPrivWriteEncrypted(3, PrivateKey, 4, IdentityChip.Secret, NumIn), bench.Device.LastStatus.ToString());
        Assert.Equal(PublicKey, Convert.ToHexString(IdentityChip.PublicKey(bench, 3)));
        Assert.False(bench.Device.TryPrivWriteEncrypted(3, PrivateKey, 4, new byte[32], NumIn));
        Assert.False(bench.Device.TryPrivWriteEncrypted(0, PrivateKey, 4, IdentityChip.Secret, NumIn));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Theory]
    [InlineData(12, 0, 72)]
    [InlineData(12, 4, 68)]
    [InlineData(12, 32, 40)]
    [InlineData(8, 0, 416)]
    [InlineData(8, 384, 32)]
    [InlineData(8, 100, 4)]
    public void A_slot_is_read_in_blocks_and_words_wherever_it_begins(int slot, int offset, int count)
    {
        Bench bench = IdentityChip.Personalized();
        byte[] content = Bench.Sequence(416);
        for (int at = 0; at < Zone.SlotLength(slot); at += 32)
        {
            Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(slot, at), content, at, 32));
        }

        Assert.True(bench.Device.TryLockDataAndOtp());
        byte[] read = new byte[count];
        Assert.True(bench.Device.TryReadSlot(slot, offset, read, count), bench.Device.LastStatus.ToString());
        Assert.Equal(content[offset..(offset + count)], read);
    }

    [Theory]
    [InlineData(12, 0, 73)]
    [InlineData(12, 72, 4)]
    [InlineData(12, 2, 4)]
    [InlineData(12, -4, 4)]
    [InlineData(0, 0, 40)]
    public void What_lies_outside_a_slot_is_not_asked_for(int slot, int offset, int count)
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Device.TryReadSlot(slot, offset, new byte[416], count));
        Assert.Empty(bench.Written);
    }

    [Fact]
    public void A_private_key_cannot_be_read()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.False(bench.Device.TryReadSlot(0, 0, new byte[36], 36));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }
}
