using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Collects what makes a fit give the same model again, for its checkpoints: the version, the options, and the data.</summary>
internal static class FitFacts
{
    // These options do not change the model. The seed is compared as the number that a fit uses, whether an option or the context gives it.
    private static readonly string[] WithoutEffect =
    [
        nameof(ReinforcementRankingOptions.Progress), nameof(ReinforcementRankingOptions.CancellationToken),
        nameof(ReinforcementRankingOptions.NumberOfThreads), nameof(ReinforcementRankingOptions.TensorBoardDirectory),
        nameof(ReinforcementRankingOptions.CheckpointDirectory), nameof(ReinforcementRankingOptions.CheckpointInterval),
        nameof(ReinforcementRankingOptions.CacheDirectory), nameof(ReinforcementRankingOptions.Seed), nameof(ReinforcementRankingOptions.Communicator),
    ];

    public static FitFingerprint Of(string trainer, ReinforcementRankingOptions options, SessionDataset training, SessionDataset? validation, int ranks)
    {
        var version = typeof(FitFacts).Assembly.GetName().Version!;
        return new(
        [
            ("the version of the library", version.ToString(3)),
            ("the trainer", trainer),
            ("the number of ranks", ranks.ToString(CultureInfo.InvariantCulture)),
            .. Describe(options, ""),
            ("the number of training rows", training.RowCount.ToString(CultureInfo.InvariantCulture)),
            ("the number of validation rows", (validation?.RowCount ?? 0).ToString(CultureInfo.InvariantCulture)),
            ("the hash of the training data", DatasetHash.Of(training)),
            ("the hash of the validation data", validation is null ? "" : DatasetHash.Of(validation)),
        ]);
    }

    private static IEnumerable<(string Name, string Value)> Describe(object options, string prefix)
        => options.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetIndexParameters().Length == 0 && !WithoutEffect.Contains(property.Name))
            .SelectMany(property => Value($"{prefix}{property.Name}", property.GetValue(options)));

    private static IEnumerable<(string Name, string Value)> Value(string name, object? value) => value switch
    {
        null => [(name, "null")],
        // The features of the catalog are a part of the data.
        IDataView => [],
        CriticSet critics => [(name, HashOf(critics))],
        string or Enum or IFormattable or bool => [(name, string.Create(CultureInfo.InvariantCulture, $"{value}"))],
        IEnumerable items => items.Cast<object>().SelectMany((item, index) => Value(string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), item)),
        _ => Describe(value, $"{name}.").Prepend((name, value.GetType().Name)),
    };

    private static string HashOf(CriticSet critics)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        critics.Tasks?.Write(writer);
        return Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
    }
}
