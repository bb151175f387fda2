using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class OutboxTests
{
    private const int SectorSize = 2048;

    [Fact]
    public void What_was_stored_comes_back_in_order_after_a_restart_and_without_what_was_forgotten()
    {
        using SimulatedFlash flash = new(SectorSize, 8);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(7));
        for (int i = 0; i < 20; i++)
        {
            Append(outbox, i);
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(i, Peek(outbox));
            Assert.True(outbox.TryForget());
        }

        Enviro.Node.Outbox again = Open(flash);
        Assert.Equal((7u, 20u), (again.Boot, again.NextSequence));
        Assert.True(again.CanContinue);
        Assert.Equal(outbox.Previous, again.Previous);
        Assert.Equal(15, again.Count);
        Assert.Equal(Enumerable.Range(5, 15), Drain(again));
        Assert.Equal(0u, again.Damaged);
        Assert.Equal(0, Open(flash).Count);
    }

    [Fact]
    public void A_full_ring_drops_the_oldest_and_counts_them_for_good()
    {
        using SimulatedFlash flash = new(SectorSize, 4);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(1));
        for (int i = 0; i < 60; i++)
        {
            Append(outbox, i);
        }

        Assert.True(outbox.Dropped > 0);
        Assert.Equal(60, outbox.Count + outbox.Dropped);
        Enviro.Node.Outbox again = Open(flash);
        Assert.Equal(outbox.Dropped, again.Dropped);
        Assert.Equal(Enumerable.Range((int)outbox.Dropped, outbox.Count), Drain(again));
        Assert.Equal((1u, 60u), (again.Boot, again.NextSequence));
        Assert.Equal(outbox.Previous, again.Previous);
    }

    [Fact]
    public void State_and_previous_hash_survive_when_everything_was_acknowledged_and_recycled()
    {
        using SimulatedFlash flash = new(SectorSize, 3);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(5));
        for (int i = 0; i < 500; i++)
        {
            Append(outbox, i);
            Assert.Equal(i, Peek(outbox));
            Assert.True(outbox.TryForget());
            Enviro.Node.Outbox again = Open(flash);
            Assert.Equal((5u, (uint)i + 1, 0), (again.Boot, again.NextSequence, again.Count));
            Assert.Equal(Sha256.HashData(Message(i)), again.Previous);
            Assert.True(again.CanContinue);
        }

        Assert.Equal(0u, outbox.Dropped);
    }

    [Fact]
    public void Every_sector_wears_alike()
    {
        using SimulatedFlash flash = new(SectorSize, 8);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(5));
        for (int i = 0; i < 8 * 9 * 10; i++)
        {
            Append(outbox, i);
            Peek(outbox);
            outbox.TryForget();
        }

        // A record and its state take 168 bytes: 11 of 2048 after the header, or 65 sectors for 720 messages, and not 720.
        Assert.InRange(flash.EraseCount, 60, 72);
    }

    [Fact]
    public void The_longest_message_is_kept_whole()
    {
        using SimulatedFlash flash = new(SectorSize, 3);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(1));
        byte[] longest = new byte[ReadingMessage.MaxLength];
        Array.Fill(longest, (byte)0xFF);
        Assert.True(outbox.TryAppend(longest, 0, longest.Length, Sha256.HashData(longest)));

        byte[] buffer = new byte[ReadingMessage.MaxLength];
        Enviro.Node.Outbox again = Open(flash);
        Assert.True(again.TryPeek(buffer, out int count));
        Assert.Equal(longest, buffer[..count]);

        // Its tail looks erased; what is appended next must not touch it.
        Append(again, 1);
        Assert.True(Open(flash).TryPeek(buffer, out count));
        Assert.Equal(longest, buffer[..count]);
    }

    [Fact]
    public void A_damaged_message_is_counted_and_the_others_still_come()
    {
        using SimulatedFlash flash = new(SectorSize, 4);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(1));
        for (int i = 0; i < 5; i++)
        {
            Append(outbox, i);
        }

        flash.Damage(0, 60 + 20 + 20 + 8 + 50, 0x5A);
        Enviro.Node.Outbox again = Open(flash);
        Assert.Equal(1u, again.Damaged);
        Assert.True(again.CanContinue);
        Assert.Equal(4, again.Count);

        // The outbox that was open all the time finds out when it gets there.
        Assert.Equal([1, 2, 3, 4], Drain(outbox));
        Assert.Equal(0, outbox.Count);
    }

    [Fact]
    public void A_state_with_damage_behind_it_is_not_continued_until_a_new_boot_is_stored()
    {
        using SimulatedFlash flash = new(SectorSize, 4);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(1));
        Assert.True(outbox.TryReserve(0, out uint _));
        flash.Damage(0, 60 + 20 + 8 + 3, 0x00);

        Enviro.Node.Outbox again = Open(flash);
        Assert.Equal(0u, again.NextSequence);
        Assert.False(again.CanContinue);
        Assert.True(again.TryBeginBoot(2));
        Assert.True(Open(flash).CanContinue);
    }

    [Fact]
    public void A_sector_whose_header_is_damaged_is_not_mistaken_for_an_old_one()
    {
        using SimulatedFlash flash = new(SectorSize, 4);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(1));
        while (flash.EraseCount < 2)
        {
            Append(outbox, 0);
        }

        flash.Damage(1, 5, 0x77);
        Enviro.Node.Outbox again = Open(flash);
        Assert.False(again.CanContinue);
        Assert.True(again.TryBeginBoot(2));
        Assert.True(Open(flash).CanContinue);
    }

    [Fact]
    public void A_read_that_fails_opens_nothing_and_is_tried_again()
    {
        using SimulatedFlash flash = new(SectorSize, 4);
        Enviro.Node.Outbox outbox = Open(flash);
        Assert.True(outbox.TryBeginBoot(3));
        Append(outbox, 1);
        flash.ReadsFail = true;
        Enviro.Node.Outbox again = new(flash);
        Assert.False(again.TryOpen());
        flash.ReadsFail = false;
        Assert.True(again.TryOpen());
        Assert.Equal([1], Drain(again));
    }

    [Theory]
    [InlineData(FlashFault.Refused)]
    [InlineData(FlashFault.Partial)]
    [InlineData(FlashFault.FailedButPersisted)]
    public void A_write_that_fails_in_any_way_leaves_each_message_once_or_not_at_all(FlashFault fault)
    {
        for (int failing = 0; failing < 90; failing++)
        {
            using SimulatedFlash flash = new(SectorSize, 5);
            Enviro.Node.Outbox outbox = Open(flash);
            int operation = 0;
            flash.Faults = () => operation++ == failing ? fault : FlashFault.None;
            if (!outbox.TryBeginBoot(1))
            {
                Assert.True(outbox.TryBeginBoot(1));
            }

            for (int i = 0; i < 36; i++)
            {
                uint sequence;
                while (!outbox.TryReserve(0, out sequence))
                {
                }

                Assert.Equal((uint)i, sequence);
                byte[] message = Message(i);
                while (!outbox.TryAppend(message, 0, message.Length, Sha256.HashData(message)))
                {
                }
            }

            flash.Faults = null;
            Enviro.Node.Outbox again = Open(flash);
            Assert.Equal(0u, again.Dropped);
            Assert.Equal((outbox.Count, outbox.NextSequence), (again.Count, again.NextSequence));
            Assert.Equal(Enumerable.Range(0, 36), Drain(failing % 2 == 0 ? again : outbox));
        }
    }

    [Theory]
    [InlineData(2044, 4)]
    [InlineData(2046, 4)]
    [InlineData(65540, 4)]
    [InlineData(2048, 2)]
    [InlineData(2048, 1025)]
    public void Flash_out_of_the_limits_is_refused(int sectorSize, int sectorCount)
    {
        using SimulatedFlash flash = new(sectorSize, sectorCount);
        Assert.Throws<ArgumentException>(() => new Enviro.Node.Outbox(flash));
    }

    internal static Enviro.Node.Outbox Open(SimulatedFlash flash)
    {
        Enviro.Node.Outbox outbox = new(flash);
        Assert.True(outbox.TryOpen());
        return outbox;
    }

    /// <summary>A message of 140 bytes that says which it is and ends in bytes that look erased.</summary>
    internal static byte[] Message(int number)
    {
        byte[] message = new byte[140];
        Array.Fill(message, (byte)0xFF);
        BitConverter.TryWriteBytes(message, number);
        Sha256.HashData(message).CopyTo(message, 4);
        return message;
    }

    internal static void Append(Enviro.Node.Outbox outbox, int number)
    {
        Assert.True(outbox.TryReserve(0, out uint _));
        byte[] message = Message(number);
        Assert.True(outbox.TryAppend(message, 0, message.Length, Sha256.HashData(message)));
    }

    internal static int Peek(Enviro.Node.Outbox outbox)
    {
        byte[] buffer = new byte[ReadingMessage.MaxLength];
        if (!outbox.TryPeek(buffer, out int count))
        {
            return -1;
        }

        int number = BitConverter.ToInt32(buffer);
        Assert.Equal(Message(number), buffer[..count]);
        return number;
    }

    internal static List<int> Drain(Enviro.Node.Outbox outbox)
    {
        List<int> numbers = [];
        while (Peek(outbox) is int number and >= 0)
        {
            numbers.Add(number);
            Assert.True(outbox.TryForget());
        }

        return numbers;
    }
}
