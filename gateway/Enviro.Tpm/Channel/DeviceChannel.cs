namespace Enviro.Tpm;

/// <summary>
/// A TPM device file of Linux: one write is one command, one read its response. /dev/tpmrm0 has the kernel's resource
/// manager and can be shared; /dev/tpm0 admits one process.
/// </summary>
internal sealed class DeviceChannel : ITpmChannel
{
    private readonly FileStream _device;
    private readonly TimeSpan _timeout;
    private bool _broken;

    private DeviceChannel(FileStream device, TimeSpan timeout)
    {
        _device = device;
        _timeout = timeout;
    }

    public static DeviceChannel Open(string path, TimeSpan timeout)
    {
        FileStream device;
        try
        {
            // Unbuffered: the driver takes a command in one write and gives its response to one read.
            device = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TpmUnavailableException(
                $"there is no TPM device {path}: load the chip's driver (on a Raspberry Pi, dtoverlay=tpm-slb9670 in config.txt), "
                + "or use tpm+tcp:// with swtpm",
                e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TpmUnavailableException($"no permission to use {path}: add the service's user to the group tss", e);
        }
        catch (IOException e)
        {
            throw new TpmUnavailableException($"{path} cannot be opened ({e.Message}); if another process holds it, use /dev/tpmrm0", e);
        }

        // A seekable file is no TPM, and commands written to it would overwrite somebody's bytes.
        if (device.CanSeek)
        {
            device.Dispose();
            throw new TpmUnavailableException($"{path} is not a TPM device; use /dev/tpmrm0");
        }

        return new DeviceChannel(device, timeout);
    }

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        if (_broken)
        {
            throw new TpmUnavailableException($"{_device.Name} failed earlier; open it again");
        }

        // The driver blocks inside write and read and knows no deadline of ours, so another thread waits for it. When
        // it is late it is left behind: there is no way to call it back.
        byte[] bytes = command.ToArray();
        Task<byte[]> exchange = Task.Run(() => Exchange(bytes));
        _broken = true;
        try
        {
            if (!exchange.Wait(_timeout))
            {
                throw new TpmUnavailableException(
                    $"{_device.Name} did not answer within {_timeout.TotalSeconds} s: power-cycle the TPM and see the kernel's log");
            }
        }
        catch (AggregateException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new TpmUnavailableException(
                $"{_device.Name} failed ({e.InnerException.Message}): see the kernel's log",
                e.InnerException);
        }

        _broken = false;
        return exchange.Result;
    }

    public void Dispose() => _device.Dispose();

    private byte[] Exchange(byte[] command)
    {
        _device.Write(command);
        byte[] response = new byte[TpmChannel.MaxMessageSize];
        int length = _device.Read(response);
        return response[..length];
    }
}
