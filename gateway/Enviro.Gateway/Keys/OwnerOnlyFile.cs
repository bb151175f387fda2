using Enviro.Ledger.Registers;

namespace Enviro.Gateway;

/// <summary>Files that hold a secret: readable by their owner only (mode 0600), in a folder only he may enter, written whole or not at all.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file in place of any there is; on disk when this returns.</summary>
    internal static void Write(string path, byte[] content)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        string unfinished = path + ".new";
        File.Delete(unfinished);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (FileStream file = new(unfinished, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        // COMMIT POINT: the file is the new one when this returns.
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Reads a file; one that others can read, or that is too long, raises <see cref="UnauthorizedAccessException"/> or <see cref="InvalidDataException"/>.</summary>
    internal static byte[] Read(string path, int maxLength)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly & ~UnixFileMode.UserExecute) != 0)
        {
            throw new UnauthorizedAccessException($"{path} can be read by others. Take it from them with: chmod 600 {path}");
        }

        return new FileInfo(path).Length <= maxLength ? File.ReadAllBytes(path) : throw new InvalidDataException($"{path} is longer than {maxLength} bytes");
    }

    /// <summary>A node's URN as a file's name: ':' becomes '_', which no URN of a node has, so that no two names meet.</summary>
    internal static string NameOf(string urn)
    {
        ArgumentNullException.ThrowIfNull(urn);
        bool isUrn = urn.StartsWith(NodeEnrolment.UrnPrefix, StringComparison.Ordinal)
            && urn.Length > NodeEnrolment.UrnPrefix.Length
            && urn.Length <= NodeEnrolment.MaxUrnLength
            && urn.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ':' or '.');
        return isUrn ? urn.Replace(':', '_') : throw new ArgumentException("A device URN (RFC 9039) of letters, digits, '-', ':' and '.' is needed.", nameof(urn));
    }
}
