using System;
using Enviro.Node;

namespace Enviro.Wire.SelfTest;

/// <summary>NOR flash in memory: erasing sets bits, writing clears them, and the power may go between any two bytes.</summary>
internal sealed class MemoryFlash : IFlash
{
    private readonly byte[] _content;
    private int _stepsLeft = int.MaxValue;

    internal MemoryFlash(int sectorSize, int sectorCount)
    {
        SectorSize = sectorSize;
        SectorCount = sectorCount;
        _content = Hex.Repeat(0xFF, sectorSize * sectorCount);
    }

    public int SectorSize { get; }

    public int SectorCount { get; }

    /// <summary>Bytes written and sectors erased so far.</summary>
    internal int Steps { get; private set; }

    /// <summary>Lets the power go after this many further steps; what was written until then stays, and nothing else is.</summary>
    internal void CutPowerAfter(int steps) => _stepsLeft = steps;

    internal void RestorePower() => _stepsLeft = int.MaxValue;

    public bool TryRead(int sector, int offset, byte[] buffer, int bufferOffset, int count)
    {
        Array.Copy(_content, (sector * SectorSize) + offset, buffer, bufferOffset, count);
        return _stepsLeft > 0;
    }

    public bool TryWrite(int sector, int offset, byte[] buffer, int bufferOffset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!TryStep())
            {
                return false;
            }

            _content[(sector * SectorSize) + offset + i] &= buffer[bufferOffset + i];
        }

        return true;
    }

    public bool TryErase(int sector)
    {
        if (!TryStep())
        {
            return false;
        }

        for (int i = 0; i < SectorSize; i++)
        {
            _content[(sector * SectorSize) + i] = 0xFF;
        }

        return true;
    }

    private bool TryStep()
    {
        if (_stepsLeft <= 0)
        {
            return false;
        }

        _stepsLeft--;
        Steps++;
        return true;
    }
}
