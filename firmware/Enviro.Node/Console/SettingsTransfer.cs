using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// A signed settings document that comes in parts over the console: <c>settings-begin</c>, <c>settings-data</c>, <c>settings-apply</c>. One at a time; it is
/// forgotten when nothing was heard of it for a minute, and when a new one begins.
/// </summary>
internal sealed class SettingsTransfer
{
    /// <summary>Most bytes of a part.</summary>
    internal const int MaxPartLength = 512;

    /// <summary>How long a transfer is remembered without a word of it, in ms.</summary>
    internal const int ForgetAfterMs = 60_000;

    internal const string BeginUsage = "settings-begin LENGTH SHA256, of 1 to 2048 bytes";

    internal const string DataUsage = "settings-data OFFSET BYTES, 1 to 512 bytes";

    internal const string ApplyUsage = "settings-apply";

    private const string None = "no transfer is under way: begin with settings-begin";

    private readonly ConsoleAnswer _answer;
    private readonly NodeProgram _program;
    private readonly IBoard _board;
    private byte[] _document = [];
    private byte[] _digest = [];
    private int _length;
    private long _heardMs;

    internal SettingsTransfer(ConsoleAnswer answer, NodeProgram program)
    {
        _answer = answer;
        _program = program;
        _board = program.Parts.Board;
    }

    /// <summary>Forgets a transfer that nothing was heard of for too long.</summary>
    internal void Step()
    {
        if (_document.Length > 0 && _board.UptimeMs - _heardMs >= ForgetAfterMs)
        {
            Forget();
        }
    }

    internal void Begin(string[] words)
    {
        if (words.Length != 3 || !ConsoleWord.TryNumber(words[1], SettingsDocument.MaxLength, out int length) || length == 0
            || !ConsoleWord.TryBytes(words[2], Sha256.DigestLength, Sha256.DigestLength, out byte[] digest))
        {
            _answer.Usage(BeginUsage);
            return;
        }

        _document = new byte[length];
        _digest = digest;
        _length = 0;
        Accept();
    }

    internal void Append(string[] words)
    {
        if (words.Length != 3 || !ConsoleWord.TryNumber(words[1], SettingsDocument.MaxLength, out int offset)
            || !ConsoleWord.TryBytes(words[2], 1, MaxPartLength, out byte[] part))
        {
            _answer.Usage(DataUsage);
        }
        else if (_document.Length == 0)
        {
            _answer.Error(ConsoleError.Refused, None);
        }
        else if (IsThere(offset, part))
        {
            // Its answer was lost, and the host said it again.
            Accept();
        }
        else if (offset != _length || part.Length > _document.Length - offset)
        {
            _answer.Error(ConsoleError.Arguments, "the next part begins at " + _length.ToString() + ", and the document has " + _document.Length.ToString() + " bytes");
        }
        else
        {
            Array.Copy(part, 0, _document, offset, part.Length);
            _length += part.Length;
            Accept();
        }
    }

    internal void Apply(string[] words)
    {
        if (words.Length != 1)
        {
            _answer.Usage(ApplyUsage);
        }
        else if (_document.Length == 0)
        {
            _answer.Error(ConsoleError.Refused, None);
        }
        else if (_length < _document.Length)
        {
            _heardMs = _board.UptimeMs;
            _answer.Error(ConsoleError.Refused, "parts are missing: the next one begins at " + _length.ToString());
        }
        else
        {
            byte[] document = _document;
            byte[] digest = _digest;
            Forget();
            Apply(document, digest);
        }
    }

    private void Apply(byte[] document, byte[] digest)
    {
        if (!HmacSha256.FixedTimeEquals(Sha256.HashData(document), digest))
        {
            _answer.Error(ConsoleError.Crc, "the document was damaged on its way: begin again");
            return;
        }

        string fault = _program.TryApplySettings(document);
        if (fault.Length == 0)
        {
            _answer.Ok();
        }
        else
        {
            _answer.Error(CodeOf(fault), fault);
        }
    }

    private static string CodeOf(string fault)
    {
        return fault == SettingsCheck.ChipFault ? ConsoleError.Chip
            : fault == SettingsCheck.FlashFault ? ConsoleError.Storage
            : fault == SettingsCheck.BusyFault ? ConsoleError.Busy
            : ConsoleError.Refused;
    }

    private bool IsThere(int offset, byte[] part)
    {
        if (part.Length > _length - offset)
        {
            return false;
        }

        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] != _document[offset + i])
            {
                return false;
            }
        }

        return true;
    }

    private void Accept()
    {
        _heardMs = _board.UptimeMs;
        _answer.Ok();
    }

    private void Forget()
    {
        _document = [];
        _digest = [];
        _length = 0;
    }
}
