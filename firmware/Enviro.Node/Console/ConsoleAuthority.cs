using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// The deployment's authority behind the console: each of its answers is asked for and waited for, with the watchdog fed. Whatever is no answer ends
/// provisioning by a <see cref="ConsoleStopException"/>; the chip is then as if its power had been cut, which the next attempt mends.
/// </summary>
/// <remarks>
/// Answers are taken with their check only: what they say is locked into the chip for good. Another command while an answer is awaited means that a host
/// came anew, for the one before has lost its cable: it is not kept waiting.
/// </remarks>
internal sealed class ConsoleAuthority : IDeviceAuthority
{
    /// <summary>How long an answer may take, in ms.</summary>
    internal const int AnswerLimitMs = 60_000;

    private const int PollMs = 20;

    private readonly ConsoleInput _input;
    private readonly ConsoleAnswer _answer;
    private readonly IBoard _board;

    internal ConsoleAuthority(ConsoleInput input, ConsoleAnswer answer, IBoard board)
    {
        _input = input;
        _answer = answer;
        _board = board;
    }

    /// <inheritdoc />
    public string Refusal { get; private set; } = "";

    /// <inheritdoc />
    public byte[] CreateNonce()
    {
        ConsoleLine line = Ask("nonce");
        if (IsRefusal(line))
        {
            throw new ConsoleStopException(ConsoleError.Refused, Refusal);
        }

        return line.Words.Length == 2 && ConsoleWord.TryBytes(line.Words[1], DeviceBirth.NonceLength, DeviceBirth.NonceLength, out byte[] nonce)
            ? nonce
            : throw NotMeant("nonce");
    }

    /// <inheritdoc />
    public IssuedDevice? Find(byte[] serialNumber, byte[] publicKey, byte[] attestationKey)
    {
        ConsoleLine line = Ask("find " + ConsoleWord.OfBytes(serialNumber) + " " + ConsoleWord.OfBytes(publicKey) + " " + ConsoleWord.OfBytes(attestationKey));
        if (IsRefusal(line))
        {
            throw new ConsoleStopException(ConsoleError.Refused, Refusal);
        }

        return line.Words.Length == 2 && line.Words[1] == ConsoleWord.None ? null : Issued(line, "find");
    }

    /// <inheritdoc />
    public IssuedDevice? Certify(DeviceBirth birth)
    {
        ConsoleLine line = Ask(
            "certify " + ConsoleWord.OfBytes(birth.Nonce) + " " + ConsoleWord.OfBytes(birth.PublicKey) + " " + ConsoleWord.OfBytes(birth.Random) + " "
            + ConsoleWord.OfBytes(birth.Signature) + " " + WordsOf(birth.Quote));
        return IsRefusal(line) ? null : Issued(line, "certify");
    }

    /// <inheritdoc />
    public bool Accepts(byte[] certificate, byte[] publicKey, ChipQuote quote)
    {
        ConsoleLine line = Ask("accept " + ConsoleWord.OfBytes(certificate) + " " + ConsoleWord.OfBytes(publicKey) + " " + WordsOf(quote));
        if (IsRefusal(line))
        {
            return false;
        }

        return line.Text == "= yes" ? true : throw NotMeant("accept");
    }

    private static string WordsOf(ChipQuote quote)
    {
        return ConsoleWord.OfBytes(quote.Random) + " " + ConsoleWord.OfBytes(quote.Configuration) + " " + ConsoleWord.OfBytes(quote.AttestationKey) + " "
            + ConsoleWord.OfBytes(quote.Signature);
    }

    private static IssuedDevice Issued(ConsoleLine line, string question)
    {
        if (line.Words.Length != 3
            || !ConsoleWord.TryBytes(line.Words[1], CompressedCertificate.Length, CompressedCertificate.Length, out byte[] certificate)
            || !ConsoleWord.TryBytes(line.Words[2], 1, IssuerRecord.MaxLength, out byte[] issuer))
        {
            throw NotMeant(question);
        }

        try
        {
            return new IssuedDevice(CompressedCertificate.Parse(certificate), IssuerRecord.Parse(issuer));
        }
        catch (WireFormatException)
        {
            throw NotMeant(question);
        }
    }

    private static ConsoleStopException NotMeant(string question)
    {
        return new ConsoleStopException(ConsoleError.Arguments, "what came is no answer to " + question);
    }

    private bool IsRefusal(ConsoleLine line)
    {
        if (line.Words[0] != "!")
        {
            return false;
        }

        Refusal = line.TextFrom(1);
        return true;
    }

    private ConsoleLine Ask(string question)
    {
        // What came before the question was asked answers an earlier one.
        while (TryRead(out ConsoleLine? _))
        {
        }

        _answer.Question(question);
        long askedMs = _board.UptimeMs;
        while (_board.UptimeMs - askedMs < AnswerLimitMs)
        {
            _board.FeedWatchdog();
            if (!TryRead(out ConsoleLine? line))
            {
                _board.Wait(PollMs);
            }
            else if (line == null || (line.Words[0] == "=" && !line.IsChecked))
            {
                throw new ConsoleStopException(ConsoleError.Crc, "the answer was damaged on its way: provision again, it goes on where it stopped");
            }
            else if (line.Text.Length > 0)
            {
                return line;
            }
        }

        throw new ConsoleStopException(ConsoleError.Timeout, "no answer within 60 s: provision again, it goes on where it stopped");
    }

    // Gives the next answer, null for a damaged line; another command ends it all.
    private bool TryRead(out ConsoleLine? line)
    {
        line = null;
        if (!_input.TryRead(out string read))
        {
            return false;
        }

        line = ConsoleLine.Parse(read);
        if (line != null && line.Text.Length > 0 && line.Words[0] != "=" && line.Words[0] != "!")
        {
            _input.PutBack(read);
            throw new ConsoleStopException("", "the host went on to another command");
        }

        return true;
    }
}
