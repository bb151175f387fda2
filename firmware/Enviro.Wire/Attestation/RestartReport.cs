using System;

namespace Enviro.Wire;

/// <summary>
/// A node's last words: why its board restarted, after how long, and what it had to say. Carried by the evidence after the restart; information for
/// people, which no appraisal depends on.
/// </summary>
/// <remarks><code>
/// restart = [ reason: 0..255, uptime: uint .size 4, text: tstr .regexp "[ -~]{0,48}" ]   ; uptime in seconds when it ended
/// </code></remarks>
public sealed class RestartReport
{
    /// <summary>Longest text in characters of printable ASCII.</summary>
    public const int MaxTextLength = 48;

    /// <summary>Largest number of a reason: one that this version has no name for is carried all the same.</summary>
    public const int MaxReason = 255;

    /// <summary>Creates a report; a reason or text out of its range raises <see cref="ArgumentException"/>.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="uptimeS">Seconds from the start before to its end; 0 where the board cannot tell.</param>
    /// <param name="text">What there is to say, such as an exception's type and message: 0 to 48 characters of printable ASCII.</param>
    public RestartReport(RestartReason reason, uint uptimeS, string text)
    {
        if ((int)reason < 0 || (int)reason > MaxReason || !IsText(text))
        {
            throw new ArgumentException("A restart has a reason from 0 to 255 and at most 48 characters of printable ASCII.");
        }

        Reason = reason;
        UptimeS = uptimeS;
        Text = text;
    }

    /// <summary>Why the board restarted; perhaps a number that this version has no name for.</summary>
    public RestartReason Reason { get; }

    /// <summary>Seconds the program had run; 0 where the board cannot tell.</summary>
    public uint UptimeS { get; }

    /// <summary>What there was to say; may be empty.</summary>
    public string Text { get; }

    /// <summary>Whether this version has a name for the reason.</summary>
    public bool IsKnown => Reason <= RestartReason.Unknown;

    /// <summary>Says whether a text can be last words: at most 48 characters of printable ASCII.</summary>
    public static bool IsText(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ' || text[i] > '~')
            {
                return false;
            }
        }

        return text.Length <= MaxTextLength;
    }

    /// <summary>Makes last words of any text: cut off after 48 characters, a question mark for each that is not printable ASCII.</summary>
    public static string TextOf(string text)
    {
        char[] printable = new char[text.Length < MaxTextLength ? text.Length : MaxTextLength];
        for (int i = 0; i < printable.Length; i++)
        {
            printable[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
        }

        return new string(printable);
    }

    internal void Write(CborWriter writer)
    {
        writer.WriteArrayStart(3);
        writer.WriteInteger((int)Reason);
        writer.WriteUnsigned(UptimeS);
        writer.WriteText(Text);
    }

    internal static RestartReport Read(CborReader reader)
    {
        reader.ReadArrayStart(3);
        RestartReason reason = (RestartReason)(int)reader.ReadUnsigned(MaxReason);
        uint uptimeS = (uint)reader.ReadUnsigned(uint.MaxValue);
        string text = reader.ReadText(MaxTextLength);
        return IsText(text) ? new RestartReport(reason, uptimeS, text) : throw new WireFormatException("evidence: last words are not printable ASCII");
    }
}
