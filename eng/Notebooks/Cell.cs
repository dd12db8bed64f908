namespace Notebooks;

/// <summary>A cell of a walkthrough: plain text for people, or C#.</summary>
internal sealed record Cell(bool IsCode, string Text);
