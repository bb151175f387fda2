using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// <c>provision CONFIGURATION MASK</c>: makes the secure element the node's identity, with the authority behind the console. Runs until it is done, has
/// failed, or the host has been silent for too long; the node measures nothing meanwhile.
/// </summary>
internal sealed class ProvisionCommand
{
    internal const string Usage = "provision CONFIGURATION MASK, 128 bytes each";

    private readonly ConsoleAnswer _answer;
    private readonly ConsoleInput _input;
    private readonly IBoard _board;
    private readonly IProvisioner _provisioner;

    internal ProvisionCommand(ConsoleInput input, ConsoleAnswer answer, IBoard board, IProvisioner provisioner)
    {
        _input = input;
        _answer = answer;
        _board = board;
        _provisioner = provisioner;
    }

    internal void Run(ConsoleLine line)
    {
        if (!line.IsChecked)
        {
            // Two flipped bits of a configuration are locked for good.
            _answer.Error(ConsoleError.Crc, "provision is taken with its check only: use enviro node flash");
            return;
        }

        if (line.Words.Length != 3
            || !ConsoleWord.TryBytes(line.Words[1], ChipQuote.ConfigurationLength, ChipQuote.ConfigurationLength, out byte[] configuration)
            || !ConsoleWord.TryBytes(line.Words[2], ChipQuote.ConfigurationLength, ChipQuote.ConfigurationLength, out byte[] mask))
        {
            _answer.Usage(Usage);
            return;
        }

        try
        {
            ConsoleAuthority authority = new ConsoleAuthority(_input, _answer, _board);
            string outcome = _provisioner.Run(authority, configuration, mask, Begin, out string detail, out byte[][] certificates);
            Report(outcome, detail, certificates);
        }
        catch (ConsoleStopException stop)
        {
            if (stop.Code.Length > 0)
            {
                _answer.Error(stop.Code, stop.Message);
            }
        }
    }

    private void Begin(string step)
    {
        _board.FeedWatchdog();
        _answer.Fact("step", step);
    }

    private void Report(string outcome, string detail, byte[][] certificates)
    {
        _answer.Fact("outcome", outcome);
        string[] lines = detail.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > 0)
            {
                _answer.Fact("detail", lines[i]);
            }
        }

        for (int i = 0; i < certificates.Length; i++)
        {
            _answer.Fact("certificate", ConsoleWord.OfBytes(certificates[i]));
        }

        if (outcome == "refused")
        {
            _answer.Error(ConsoleError.Refused, lines[0]);
        }
        else if (outcome == "failed")
        {
            _answer.Error(ConsoleError.Chip, lines[0]);
        }
        else
        {
            _answer.Ok();
        }
    }
}
