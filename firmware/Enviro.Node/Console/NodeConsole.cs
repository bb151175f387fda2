namespace Enviro.Node;

/// <summary>
/// The board's side of the serial console (firmware/docs/console.md): takes commands and answers them. It signs nothing, tells no secret, and changes settings
/// only by documents that the deployment's authority signed, so it may be left on.
/// </summary>
public sealed class NodeConsole
{
    /// <summary>Commands answered in one step, so that a flood of them cannot keep the node from measuring.</summary>
    public const int MaxLinesPerStep = 4;

    private const int AttentiveMs = 10_000;
    private const int AttentiveWaitMs = 20;

    private readonly NodeProgram _program;
    private readonly IBoard _board;
    private readonly IProvisioner? _provisioner;
    private readonly ConsoleInput _input;
    private readonly ConsoleAnswer _answer;
    private readonly SettingsTransfer _transfer;
    private long _attentiveUntilMs;
    private bool _hasStarted;

    /// <summary>Creates the console of a board that has just started.</summary>
    /// <param name="console">Its lines.</param>
    /// <param name="program">What it tells about.</param>
    /// <param name="provisioner">Makes the secure element the node's identity; null where there is none.</param>
    public NodeConsole(ISerialConsole console, NodeProgram program, IProvisioner? provisioner)
    {
        _program = program;
        _board = program.Parts.Board;
        _provisioner = provisioner;
        _input = new ConsoleInput(console);
        _answer = new ConsoleAnswer(console);
        _transfer = new SettingsTransfer(_answer, program);
    }

    /// <summary>
    /// Answers what came, at most <see cref="MaxLinesPerStep"/> commands, and returns the ms until it wants to be called again. Provisioning runs to its end in here, and
    /// feeds the watchdog.
    /// </summary>
    public long Step()
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            FirmwareIdentity firmware = _program.Parts.Firmware;
            _answer.Fact(
                "start",
                ConsoleWord.OfName(firmware.HardwareModel) + " " + ConsoleWord.OfName(firmware.Name) + " " + ConsoleWord.OfName(firmware.Version));
        }

        _transfer.Step();
        for (int i = 0; i < MaxLinesPerStep && _input.TryRead(out string line); i++)
        {
            Answer(line);
            _attentiveUntilMs = _board.UptimeMs + AttentiveMs;
            _program.NoteConsoleUse();
        }

        return _board.UptimeMs < _attentiveUntilMs ? AttentiveWaitMs : NodeProgram.MaxWaitMs;
    }

    private void Answer(string read)
    {
        ConsoleLine? line = ConsoleLine.Parse(read);
        if (line == null)
        {
            _answer.Error(ConsoleError.Crc, "the line was damaged on its way: send it again");
        }
        else if (line.Text.Length > 0)
        {
            Answer(line);
        }
    }

    private void Answer(ConsoleLine line)
    {
        if (_program.IsRestarting)
        {
            _answer.Error(ConsoleError.Busy, "the board is about to restart");
            return;
        }

        switch (line.Words[0])
        {
            case "provision":
                Provision(line);
                break;
            case "settings-begin":
                _transfer.Begin(line.Words);
                break;
            case "settings-data":
                _transfer.Append(line.Words);
                break;
            case "settings-apply":
                _transfer.Apply(line.Words);
                break;
            default:
                AnswerWord(line.Words);
                break;
        }
    }

    private void AnswerWord(string[] words)
    {
        string command = words[0];
        if (!ConsoleHelp.IsWord(command))
        {
            _answer.Error(ConsoleError.Unknown, "no such command: help lists them");
        }
        else if (words.Length > 1)
        {
            _answer.Usage(command);
        }
        else
        {
            AnswerKnown(command);
        }
    }

    private void AnswerKnown(string command)
    {
        switch (command)
        {
            case "identify":
                IdentifyCommand.Answer(_program, _provisioner, _answer);
                break;
            case "self-test":
                SelfTestCommand.Answer(_program, _provisioner, _answer);
                break;
            case "measure":
                MeasureCommand.Answer(_program, _answer);
                break;
            case "outbox":
                StatusCommand.AnswerOutbox(_program, _answer);
                break;
            case "status":
                StatusCommand.Answer(_program, _answer);
                break;
            case "settings":
                SettingsCommand.Answer(_program, _answer);
                break;
            case "restart":
                _answer.Ok();
                _program.RequestRestart(Wire.RestartReason.Console);
                break;
            default:
                ConsoleHelp.Answer(_answer);
                break;
        }
    }

    private void Provision(ConsoleLine line)
    {
        if (_provisioner == null)
        {
            _answer.Error(ConsoleError.Chip, "this board has no secure element to provision");
            return;
        }

        new ProvisionCommand(_input, _answer, _board, _provisioner).Run(line);
        _program.Identify();
    }
}
