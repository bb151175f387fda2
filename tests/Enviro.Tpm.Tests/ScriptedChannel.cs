namespace Enviro.Tpm.Tests;

/// <summary>A TPM that answers what a test says, and remembers what it was sent.</summary>
internal sealed class ScriptedChannel(Func<byte[], byte[]> answer) : ITpmChannel
{
    public List<byte[]> Commands { get; } = [];

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        Commands.Add(command.ToArray());
        return answer(Commands[^1]);
    }

    public void Dispose()
    {
    }

    public static ScriptedChannel Of(params string[] responses)
    {
        Queue<string> left = new(responses);
        return new ScriptedChannel(_ => Convert.FromHexString(left.Dequeue()));
    }

    public static byte[] Refusal(uint code) => Convert.FromHexString($"80010000000a{code:x8}");
}

/// <summary>Passes commands to a real TPM, keeps both sides of the talk, and may alter a response.</summary>
internal sealed class RecordingChannel(ITpmChannel inner, Func<byte[], byte[], byte[]>? alter = null) : ITpmChannel
{
    public List<byte[]> Commands { get; } = [];

    public List<byte[]> Responses { get; } = [];

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        Commands.Add(command.ToArray());
        byte[] response = inner.Transmit(command);
        Responses.Add(alter is null ? response : alter(Commands[^1], response));
        return Responses[^1];
    }

    public void Dispose() => inner.Dispose();
}
