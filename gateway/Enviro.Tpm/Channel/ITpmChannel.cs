namespace Enviro.Tpm;

/// <summary>
/// Carries one command to a TPM and its response back. Not safe for concurrent callers; <see cref="TpmDevice"/> serialises them.
/// </summary>
public interface ITpmChannel : IDisposable
{
    /// <summary>Sends a command and waits for its response.</summary>
    /// <param name="command">The whole command with its header, at most <see cref="TpmChannel.MaxMessageSize"/> bytes.</param>
    /// <returns>The response as received, at most <see cref="TpmChannel.MaxMessageSize"/> bytes; its content is not checked here.</returns>
    /// <exception cref="TpmUnavailableException">
    /// The TPM cannot be reached or did not answer in time. The channel is of no further use.
    /// </exception>
    /// <exception cref="TpmProtocolException">The length of the response cannot be told. The channel is of no further use.</exception>
    byte[] Transmit(ReadOnlySpan<byte> command);

    /// <summary>Lets time pass before the same command is sent again; a channel of virtual time lets that pass.</summary>
    /// <param name="milliseconds">How long.</param>
    void Wait(int milliseconds) => Thread.Sleep(milliseconds);
}
