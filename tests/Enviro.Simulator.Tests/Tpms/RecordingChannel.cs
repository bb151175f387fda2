using Enviro.Tpm;

namespace Enviro.Simulator.Tests;

/// <summary>Keeps what a TPM is sent and answers.</summary>
internal sealed class RecordingChannel(ITpmChannel inner, List<(byte[] Command, byte[] Response)> talk) : ITpmChannel
{
    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        byte[] sent = command.ToArray();
        byte[] response = inner.Transmit(command);
        talk.Add((sent, response));
        return response;
    }

    public void Wait(int milliseconds) => inner.Wait(milliseconds);

    public void Dispose() => inner.Dispose();
}
