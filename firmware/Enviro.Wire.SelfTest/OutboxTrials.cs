using Enviro.Node;

namespace Enviro.Wire.SelfTest;

/// <summary>The outbox on flash: kept over a restart, and with the power cut after every single byte of a message's way into it.</summary>
internal static class OutboxTrials
{
    private const int SectorSize = 2048;
    private const int SectorCount = 4;

    internal static void Run(Tally tally)
    {
        MemoryFlash flash = new MemoryFlash(SectorSize, SectorCount);
        Outbox outbox = new Outbox(flash);
        tally.True("outbox-open-blank", outbox.TryOpen() && outbox.Count == 0);
        byte[] first = Hex.Rising(1, 300);
        tally.True("outbox-append", outbox.TryBeginBoot(7) && outbox.TryReserve(100, out uint sequence) && sequence == 0 && Append(outbox, first));

        Outbox again = new Outbox(flash);
        byte[] buffer = new byte[ReadingMessage.MaxLength];
        tally.True("outbox-after-restart", again.TryOpen() && again.Count == 1 && again.Boot == 7 && again.NextSequence == 1 && again.LastSlot == 100);
        tally.Equal("outbox-chain", Hex.Encode(Sha256.HashData(first)), again.Previous);
        tally.True("outbox-peek", again.TryPeek(buffer, out int count) && count == first.Length && buffer[299] == first[299]);
        tally.True("outbox-forget", again.TryForget() && again.Count == 0);
        Outbox third = new Outbox(flash);
        tally.True("outbox-forgotten-after-restart", third.TryOpen() && third.Count == 0 && third.NextSequence == 1);
        tally.True("outbox-power-cut-at-every-byte", SurvivesEveryCut());
        tally.True("outbox-ring", GoesRound());
    }

    /// <summary>
    /// Whatever byte the power went at: it opens again, the message before is whole, the one under way is whole or absent, and no sequence number is given twice.
    /// </summary>
    private static bool SurvivesEveryCut()
    {
        for (int cut = 0; ; cut++)
        {
            MemoryFlash flash = new MemoryFlash(SectorSize, SectorCount);
            Outbox outbox = new Outbox(flash);
            byte[] first = Hex.Rising(1, 40);
            if (!outbox.TryOpen() || !outbox.TryBeginBoot(1) || !outbox.TryReserve(60, out _) || !Append(outbox, first))
            {
                return false;
            }

            flash.CutPowerAfter(cut);
            bool reserved = outbox.TryReserve(120, out _);
            bool stored = reserved && Append(outbox, Hex.Rising(9, 40));
            flash.RestorePower();

            Outbox after = new Outbox(flash);
            byte[] buffer = new byte[ReadingMessage.MaxLength];
            if (!after.TryOpen() || after.NextSequence < (reserved ? 2u : 1u) || (stored && after.Count != 2) || after.Count < 1 || after.Count > 2
                || !after.TryPeek(buffer, out int count) || count != first.Length || buffer[39] != first[39])
            {
                return false;
            }

            if (stored)
            {
                return cut > 40;
            }
        }
    }

    private static bool GoesRound()
    {
        Outbox outbox = new Outbox(new MemoryFlash(SectorSize, SectorCount));
        bool right = outbox.TryOpen() && outbox.TryBeginBoot(1);
        for (uint i = 0; i < 40; i++)
        {
            right &= outbox.TryReserve(60 * i, out uint sequence) && sequence == i && Append(outbox, Hex.Rising((byte)i, 300));
        }

        byte[] buffer = new byte[ReadingMessage.MaxLength];
        right &= outbox.Dropped > 0 && outbox.Dropped + (uint)outbox.Count == 40;
        return right && outbox.TryPeek(buffer, out _) && buffer[0] == (byte)outbox.Dropped;
    }

    private static bool Append(Outbox outbox, byte[] message) => outbox.TryAppend(message, 0, message.Length, Sha256.HashData(message));
}
