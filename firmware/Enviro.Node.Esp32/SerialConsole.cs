using System;
using System.IO.Ports;
using System.Text;
using nanoFramework.Hardware.Esp32;

namespace Enviro.Node.Esp32;

/// <summary>
/// The console on the second UART, 115,200 baud, 8N1: the first one is the interpreter's own. The driver's buffer holds a whole line and more, so that one is not lost
/// while the program measures or signs.
/// </summary>
internal sealed class SerialConsole : ISerialConsole
{
    private const int BaudRate = 115_200;
    private const int DriverBuffer = 4_096;
    private const int TimeoutMs = 1_000;

    private readonly SerialPort _port;
    private readonly byte[] _received = new byte[256];

    // What is behind the longest line is dropped, and its check with it.
    private readonly byte[] _line = new byte[ConsoleLine.MaxLength];
    private int _receivedCount;
    private int _receivedOffset;
    private int _lineLength;

    /// <summary>Opens the console on two pins.</summary>
    internal SerialConsole(int tx, int rx)
    {
        Configuration.SetPinFunction(tx, DeviceFunction.COM2_TX);
        Configuration.SetPinFunction(rx, DeviceFunction.COM2_RX);
        _port = new SerialPort("COM2", BaudRate);
        _port.ReadBufferSize = DriverBuffer;
        _port.ReadTimeout = TimeoutMs;
        _port.WriteTimeout = TimeoutMs;
        _port.Open();
    }

    /// <inheritdoc />
    public bool TryReadLine(out string line)
    {
        line = "";
        while (_receivedOffset < _receivedCount || TryFill())
        {
            byte next = _received[_receivedOffset++];
            if (next == '\n')
            {
                line = Encoding.UTF8.GetString(_line, 0, _lineLength);
                _lineLength = 0;
                return true;
            }

            if (next != '\r' && _lineLength < _line.Length)
            {
                // Not a character of the console's: kept as one that no check agrees with.
                _line[_lineLength++] = next >= ' ' && next <= '~' ? next : (byte)'?';
            }
        }

        return false;
    }

    /// <inheritdoc />
    public void WriteLine(string line)
    {
        try
        {
            _port.Write(line + "\n");
        }
        catch (Exception)
        {
            // Nobody is told that nobody listens.
        }
    }

    private bool TryFill()
    {
        _receivedOffset = 0;
        _receivedCount = 0;
        try
        {
            int waiting = _port.BytesToRead;
            if (waiting > 0)
            {
                _receivedCount = _port.Read(_received, 0, waiting < _received.Length ? waiting : _received.Length);
            }
        }
        catch (Exception)
        {
            return false;
        }

        return _receivedCount > 0;
    }
}
