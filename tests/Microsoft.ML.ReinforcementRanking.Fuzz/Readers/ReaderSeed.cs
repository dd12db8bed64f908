namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Represents an intact file, which is damaged before it is read.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Bytes">What is in the file.</param>
/// <param name="IsText">Whether the file is a table of text.</param>
internal sealed record ReaderSeed(string Name, byte[] Bytes, bool IsText);
