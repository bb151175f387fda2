using System.Globalization;
using System.Text.RegularExpressions;

namespace Enviro.Cli;

/// <content>Everything nanoff does.</content>
internal sealed partial class FlashBench
{
    private const string Again = "Check the cable, hold the board's BOOT button if it has one, and run the same command again.";

    private static readonly TimeSpan DetailsLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UpdateLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WriteLimit = TimeSpan.FromMinutes(5);

    private BoardIdentity HaveFirmware()
    {
        Begin("ask the board");
        BoardIdentity? board = AwaitBoard(Shorter(FirstAskLimit, order.BoardWait / 4), _ => true);
        if (board is not null && HasFirmware(board))
        {
            Note($"it has this firmware already ({board.Firmware}): nothing is written");
            return board;
        }

        Begin("find nanoff");
        Nanoff nanoff = Nanoff.Find(order.InstallsNanoff, order.IsVerbose ? Note : null, stop);
        bool wasSilent = board is null;
        Begin("device details");
        CheckRevision(nanoff.Run(NanoffCommand.Details(_place), DetailsLimit, Again));
        if (wasSilent)
        {
            // Reading the details restarted it: one that was asleep answers now.
            board = AwaitBoard(order.BoardWait / 3, _ => true);
        }

        if (wasSilent && board is not null && HasFirmware(board))
        {
            Note($"it was asleep, and has this firmware already ({board.Firmware}): nothing is written");
            return board;
        }

        CheckWaiting(board);
        Write(nanoff);
        Begin("wait for the board");
        return AwaitBoard(order.BoardWait, HasImage) ?? throw NotStarted();
    }

    private bool HasFirmware(BoardIdentity board) => !order.IsForced && HasImage(board);

    private bool HasImage(BoardIdentity board) => board.FirmwareDigest.Equals(order.Digest, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Write(Nanoff nanoff)
    {
        Begin("firmware");
        nanoff.Run(NanoffCommand.Update(order, _place), UpdateLimit, $"Is this machine online, and {order.Target} the board's target? {Again}");
        Begin("files");
        using (FlashFiles files = new(_place.Port, order.Board, order.Digest))
        {
            // nanoff ends with 0 even where a file could not be written.
            IReadOnlyCollection<string> said = nanoff.Run(NanoffCommand.Files(files.ListPath), WriteLimit, Again);
            if (said.Any(line => line.Contains("Error deploying", StringComparison.OrdinalIgnoreCase) || line.Contains("Exception deploying", StringComparison.OrdinalIgnoreCase)))
            {
                throw FlashException.Failed($"nanoff could not write the board's files{Nanoff.Said(said)}{Again}");
            }
        }

        // Last, for it restarts the board: the program finds its files at its first start.
        Begin("image");
        nanoff.Run(NanoffCommand.Deploy(order, _place), WriteLimit, Again);
        _board = _board with { IsFlashed = true };
    }

    private FlashException NotStarted()
    {
        string console = _place.Console == _place.Port
            ? " The console is a serial port of its own on most boards: name it with --console."
            : $" Is {_place.Console} connected to the board's console pins?";
        return AwaitBoard(PollLimit + PollLimit, _ => true) is { } other
            ? FlashException.Failed($"The board started with the firmware digest {other.FirmwareDigest} and not {order.Digest}: its file {FlashFiles.FirmwareFile} was not written. Run the same command again with --force.")
            : FlashException.Failed($"The board does not answer on its console {_place.Console} within {order.BoardWait.TotalSeconds:0} s.{console} Press the board's reset button and run the same command again.");
    }

    // Erasing takes the outbox with it: readings that were signed and never sent are lost for good.
    private void CheckWaiting(BoardIdentity? board)
    {
        if (board is null || !board.HasWorked)
        {
            return;
        }

        using NodeConsoleClient console = NodeConsoleClient.Open(_place.Console);
        ConsoleAnswer outbox = console.Require("outbox");
        if (!uint.TryParse(outbox["waiting"], NumberStyles.None, CultureInfo.InvariantCulture, out uint waiting))
        {
            waiting = uint.MaxValue;
        }

        if (waiting > 0 && !order.DiscardsWaiting)
        {
            string count = waiting == uint.MaxValue ? "An unknown number of readings" : waiting == 1 ? "1 reading" : $"{waiting} readings";
            throw FlashException.Refused(
                $"{count} of this node wait for the gateway, and flashing erases them. Let it reach its gateway until `outbox` says waiting 0; or lose them with --discard-waiting.");
        }

        if (waiting > 0)
        {
            Note("readings that wait there are lost (--discard-waiting)");
        }
    }

    // A chip before revision 3 starts no interpreter built for it; nanoff warns, and writes it.
    private void CheckRevision(IEnumerable<string> said)
    {
        foreach (string line in said)
        {
            Match revision = Revision().Match(line);
            if (revision.Success && int.Parse(revision.Groups[1].ValueSpan, CultureInfo.InvariantCulture) < 3 && order.Target.EndsWith("_REV3", StringComparison.Ordinal))
            {
                throw FlashException.Refused(
                    $"The chip is of revision {revision.Groups[1].Value}; {order.Target} needs revision 3. Nothing was written. Use the target of the earlier revisions: --target {order.Target[..^1]}0");
            }
        }
    }

    [GeneratedRegex(@"\(revision v?([0-9])\b")]
    private static partial Regex Revision();
}
