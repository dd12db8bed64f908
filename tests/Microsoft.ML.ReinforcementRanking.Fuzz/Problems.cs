namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Counts problems by their kind, and shows and keeps the first input of each kind. Several threads can find problems at the same time.</summary>
/// <param name="folder">The folder for the inputs, or null.</param>
/// <param name="extension">The extension of the kept files.</param>
internal sealed class Problems(string? folder, string extension)
{
    private const int Shown = 40;

    private readonly Dictionary<string, long> _kinds = [];

    public long Total
    {
        get
        {
            lock (_kinds)
                return _kinds.Values.Sum();
        }
    }

    public void Add(string problem, string name, byte[] input)
    {
        // Numbers differ from input to input.
        var kind = string.Concat(problem.Select(letter => char.IsDigit(letter) ? '#' : letter)).Replace("##", "#", StringComparison.Ordinal);
        lock (_kinds)
        {
            _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
            if (_kinds[kind] > 1)
                return;
        }
        Console.WriteLine($"{name}: {problem}");
        if (folder is null)
            return;
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, $"{name.Replace(", case ", "-", StringComparison.Ordinal)}{extension}"), input);
    }

    public void Report()
    {
        foreach (var (problem, count) in _kinds.OrderByDescending(problem => problem.Value).Take(Shown))
            Console.WriteLine($"{count,8} {problem}");
    }
}
