namespace Enviro.Simulator;

/// <summary>A write or a change of size since the last sync of a file.</summary>
/// <param name="Offset">Where it was written; of a change of size, the new size.</param>
/// <param name="Start">Where its bytes are in the buffer of unsynced bytes.</param>
/// <param name="Count">How many; <see cref="Resized"/> for a change of size.</param>
/// <param name="LengthAfter">The file's length after it.</param>
internal readonly record struct UnsyncedChange(long Offset, int Start, int Count, long LengthAfter)
{
    internal const int Resized = -1;

    internal bool IsResize => Count == Resized;
}
