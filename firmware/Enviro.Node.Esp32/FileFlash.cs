using System;
using System.IO;

namespace Enviro.Node.Esp32;

/// <summary>
/// Flash as files on the board's LittleFS, one a sector: a file that is missing, or shorter than its sector, is erased from there on. The sector used last is kept in
/// memory, so that reading one record after another opens no file again.
/// </summary>
/// <remarks>
/// LittleFS writes a file's new content beside the old one and makes it the file's when the file is closed; flushing it is not enough. So each write closes its
/// file, and a power cut leaves all of that write or nothing: less than <see cref="IFlash"/> allows, never more. A file is deleted in one such step too. Each write
/// costs one block its erase, whatever its length; LittleFS spreads them over its free blocks (firmware/docs/image.md has the figures).
/// </remarks>
internal sealed class FileFlash : IFlash
{
    private const int NoSector = -1;
    private const byte Erased = 0xFF;

    private readonly string _path;
    private readonly byte[] _content;
    private int _sector = NoSector;
    private int _fileLength;

    /// <summary>Creates flash whose files are called <paramref name="path"/> and three digits.</summary>
    /// <param name="path">Beginning of the files' path, such as <c>I:\outbox</c>.</param>
    /// <param name="sectorSize">Bytes of a sector; up to 512 LittleFS keeps it in its directory and spends no block on it.</param>
    /// <param name="sectorCount">Number of sectors, at most 1,000.</param>
    internal FileFlash(string path, int sectorSize, int sectorCount)
    {
        _path = path;
        _content = new byte[sectorSize];
        SectorSize = sectorSize;
        SectorCount = sectorCount;
    }

    /// <inheritdoc />
    public int SectorSize { get; }

    /// <inheritdoc />
    public int SectorCount { get; }

    /// <inheritdoc />
    public bool TryRead(int sector, int offset, byte[] buffer, int bufferOffset, int count)
    {
        if (!TryLoad(sector))
        {
            return false;
        }

        Array.Copy(_content, offset, buffer, bufferOffset, count);
        return true;
    }

    /// <inheritdoc />
    public bool TryWrite(int sector, int offset, byte[] buffer, int bufferOffset, int count)
    {
        if (!TryLoad(sector))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            _content[offset + i] &= buffer[bufferOffset + i];
        }

        // What lies between the file's end and the new bytes is erased, and has to be written as such.
        int start = offset < _fileLength ? offset : _fileLength;
        int end = offset + count;
        try
        {
            using (FileStream file = new FileStream(PathOf(sector), FileMode.OpenOrCreate, FileAccess.ReadWrite))
            {
                file.Seek(start, SeekOrigin.Begin);
                file.Write(_content, start, end - start);
                file.Flush();
            }
        }
        catch (Exception)
        {
            _sector = NoSector;
            return false;
        }

        _fileLength = end > _fileLength ? end : _fileLength;
        return true;
    }

    /// <inheritdoc />
    public bool TryErase(int sector)
    {
        _sector = NoSector;
        try
        {
            string path = PathOf(sector);
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private bool TryLoad(int sector)
    {
        if (sector == _sector)
        {
            return true;
        }

        _sector = NoSector;
        int length = 0;
        try
        {
            string path = PathOf(sector);
            if (File.Exists(path))
            {
                using (FileStream file = new FileStream(path, FileMode.Open, FileAccess.Read))
                {
                    length = ReadAll(file);
                }
            }
        }
        catch (Exception)
        {
            return false;
        }

        for (int i = length; i < _content.Length; i++)
        {
            _content[i] = Erased;
        }

        _sector = sector;
        _fileLength = length;
        return true;
    }

    private int ReadAll(FileStream file)
    {
        int length = 0;
        while (length < _content.Length)
        {
            int read = file.Read(_content, length, _content.Length - length);
            if (read <= 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }

    private string PathOf(int sector) =>
        _path + (char)('0' + (sector / 100)) + (char)('0' + (sector / 10 % 10)) + (char)('0' + (sector % 10));
}
