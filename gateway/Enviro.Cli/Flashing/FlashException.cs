namespace Enviro.Cli;

/// <summary>A step of flashing did not succeed; the message ends with what to do next.</summary>
/// <param name="isRefusal">Whether it was checked and is not to be, rather than broken.</param>
/// <param name="message">Why, and what to do.</param>
internal sealed class FlashException(bool isRefusal, string message) : Exception(message)
{
    /// <summary>Whether it was checked and is not to be.</summary>
    internal bool IsRefusal { get; } = isRefusal;

    internal static FlashException Refused(string message) => new(true, message);

    internal static FlashException Failed(string message) => new(false, message);
}
