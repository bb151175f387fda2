namespace Enviro.Simulator;

/// <summary>
/// The folder in which a served board outlives its process: flash regions, secure element, and the file <c>firmware</c> with the digest of the firmware that
/// was deployed, as the board's own file system has it.
/// </summary>
internal sealed class BoardState : IDisposable
{
    private const string FirmwareName = "firmware";
    private const int DigestDigits = 64;

    private readonly string? _folder;
    private readonly ChipSnapshotFile? _file;

    private BoardState(string? folder, ChipSnapshotFile? file)
    {
        _folder = folder;
        _file = file;
    }

    /// <summary>Claims a folder for this process, and makes it if it is not there; null for a board that forgets.</summary>
    /// <exception cref="ServeException">Another process has it, or it cannot be made.</exception>
    internal static BoardState Open(string? folder)
    {
        if (folder is null)
        {
            return new BoardState(null, null);
        }

        try
        {
            string full = Directory.CreateDirectory(folder).FullName;
            return new BoardState(full, ChipSnapshotFile.Claim(Path.Combine(full, "chip"), "--state"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServeException($"--state {folder}: {e.Message} Name a folder, or one that can be made.", e);
        }
    }

    /// <summary>Folder of the flash; null for flash in memory.</summary>
    internal string? Folder => _folder;

    /// <summary>The kept chip, or a new one, ready for a bus.</summary>
    /// <exception cref="ServeException">The chip's file cannot be read or written.</exception>
    internal ISimulatedI2cDevice Chip(Func<SimulatedAtecc608> makeNew)
    {
        SimulatedAtecc608? kept = _file?.Load();
        SimulatedAtecc608 chip = kept ?? makeNew();
        if (_file is null)
        {
            return chip;
        }

        _file.Save(chip.Snapshot());
        return new KeptChip(chip, _file);
    }

    /// <summary>Digest of the firmware that was deployed, 32 bytes; null where nothing was deployed or the file holds no digest.</summary>
    internal byte[]? FirmwareDigest()
    {
        try
        {
            string path = Path.Combine(_folder ?? "", FirmwareName);
            string digest = _folder is not null && File.Exists(path) ? File.ReadAllText(path).Trim() : "";
            return digest.Length == DigestDigits && digest.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digest) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _file?.Dispose();
}
