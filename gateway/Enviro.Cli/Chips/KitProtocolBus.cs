using System.Globalization;
using Enviro.Devices.Atecc608;
using Enviro.Node;

namespace Enviro.Cli;

/// <summary>
/// A chip behind a kit that speaks the Kit Protocol, text lines over a serial port, 115,200 baud, 8N1: the vendor's development
/// boards, or <c>enviro-sim secure-element serve --pty</c>. The kit makes the wake pulse and polls; a whole response comes with
/// its answer and is read from here.
/// </summary>
internal sealed class KitProtocolBus : ChipBus
{
    private const int Places = 8;

    // The slowest command of the slowest clock divider, a self-test, takes 2.3 s.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ScanLimit = TimeSpan.FromSeconds(1);

    private readonly SerialTerminal _terminal;
    private readonly StoredResponse _response = new();
    private int _address;

    private KitProtocolBus(SerialTerminal terminal) => _terminal = terminal;

    /// <summary>Opens the serial port and selects the first ECC608 that the kit reports.</summary>
    /// <exception cref="ChipBusException">No port, no kit or no chip; the message says what to do.</exception>
    internal static new KitProtocolBus Open(string path)
    {
        KitProtocolBus bus = new(SerialTerminal.Open(path));
        try
        {
            bus.SelectFirst();
            return bus;
        }
        catch
        {
            bus.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override I2cStatus Write(int address, byte[] buffer, int offset, int count)
    {
        if (address == 0)
        {
            KitAnswer? woken = Ask("e:w()", AnswerLimit);
            _response.Set(woken?.ToResponse() ?? []);
            return I2cStatus.NotAcknowledged;
        }

        if (count == 0)
        {
            return I2cStatus.Ok;
        }

        if (!Select(address))
        {
            return I2cStatus.NotAcknowledged;
        }

        switch (buffer[offset])
        {
            case Packet.WordAddressReset:
                _response.Rewind();
                return I2cStatus.Ok;
            case Packet.WordAddressSleep:
                return Leave("e:s()");
            case Packet.WordAddressIdle:
                return Leave("e:i()");
            default:
                return Talk(buffer.AsSpan(offset + 1, count - 1));
        }
    }

    /// <inheritdoc/>
    public override I2cStatus Read(int address, byte[] buffer, int offset, int count) =>
        address == _address ? _response.Read(buffer.AsSpan(offset, count)) : I2cStatus.NotAcknowledged;

    /// <inheritdoc/>
    protected override void Close() => _terminal.Dispose();

    private I2cStatus Talk(ReadOnlySpan<byte> packet)
    {
        KitAnswer? answer = Ask($"e:t({Convert.ToHexString(packet)})", AnswerLimit);
        _response.Set(answer?.ToResponse() ?? []);
        return answer is null ? I2cStatus.Failed
            : answer.ToResponse().Length == 0 ? I2cStatus.NotAcknowledged
            : I2cStatus.Ok;
    }

    private I2cStatus Leave(string command)
    {
        _response.Set([]);
        KitAnswer? answer = Ask(command, AnswerLimit);
        return answer is null ? I2cStatus.Failed : answer.IsSuccess ? I2cStatus.Ok : I2cStatus.NotAcknowledged;
    }

    // A chip answers to another address once its configuration says so and it has slept.
    private bool Select(int address)
    {
        if (address == _address)
        {
            return true;
        }

        if (Ask(SelectLine(address), AnswerLimit) is not { IsSuccess: true })
        {
            return false;
        }

        _address = address;
        _response.Set([]);
        return true;
    }

    private void SelectFirst()
    {
        for (int place = 0; place < Places; place++)
        {
            string question = string.Create(CultureInfo.InvariantCulture, $"board:device({place:X2})");
            string? line = _terminal.Ask(question, ScanLimit)
                ?? throw new ChipBusException(
                    $"{_terminal.Path} does not answer {question}: is it the port of a kit that speaks the Kit Protocol, and does no other program use it?");
            if (AddressOf(line) is int address)
            {
                // Kits of one interface know no such line; what they answer does not matter.
                Ask("e:physical:interface:i2c", ScanLimit);
                if (!Select(address))
                {
                    throw new ChipBusException($"The kit at {_terminal.Path} reports an ECC608 and does not select it: plug it in anew.");
                }

                return;
            }
        }

        throw new ChipBusException($"The kit at {_terminal.Path} has no ECC608 on I2C in its {Places} places: is the chip in its socket, and its switch on I2C?");
    }

    /// <summary>The 7-bit address in a line such as <c>ECC608 TWI 00(C0)</c>, which holds it shifted left; null for another chip.</summary>
    private static int? AddressOf(string line)
    {
        int start = line.IndexOf('(', StringComparison.Ordinal) + 1;
        return line.StartsWith("ECC608", StringComparison.OrdinalIgnoreCase)
            && line.Contains(" TWI", StringComparison.OrdinalIgnoreCase)
            && start > 0 && line.IndexOf(')', start) == start + 2
            && byte.TryParse(line.AsSpan(start, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte shifted)
            && shifted >> 1 != 0
            ? shifted >> 1
            : null;
    }

    private static string SelectLine(int address) =>
        string.Create(CultureInfo.InvariantCulture, $"e:physical:select({address << 1:X2})");

    private KitAnswer? Ask(string line, TimeSpan limit) => _terminal.Ask(line, limit) is string answer ? KitAnswer.Parse(answer) : null;
}
