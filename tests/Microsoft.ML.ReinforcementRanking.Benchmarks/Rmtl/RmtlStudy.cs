using System.Diagnostics;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;
using MultiTask.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>
/// Measures the effect of RMTL. Every backbone is fine-tuned in every way from the same plain network, and tested on the last fifth of a log. The
/// discount, the strength, and the epoch are chosen on the fifth before it. The control has the same additional epochs, with all weights 1.
/// </summary>
internal sealed class RmtlStudy
{
    private readonly StudySettings _settings;
    private readonly MLContext _ml;
    private readonly IHost _host;
    private readonly TaskLog _log;
    private readonly SessionDataset _training, _validation, _test;
    private readonly RowGroups _users;

    public RmtlStudy(StudySettings settings)
    {
        _settings = settings;
        _ml = new MLContext(1);
        _host = ((IHostEnvironment)_ml).Register(nameof(RmtlStudy));
        _log = TaskLog.Read(_ml, settings.Folder);
        var columns = Options(settings.Backbones[0].Backbone, seed: 1).Columns;
        (_training, _validation, _test) = (Read(_log.Parts.Training), Read(_log.Parts.Validation), Read(_log.Parts.Test));
        _users = ReadUsers();

        SessionDataset Read(IDataView rows) => SessionReader.Read(_host, rows, columns);
    }

    public void Run(int seeds)
    {
        Console.WriteLine(
            $"\n## {_settings.Name}: {_training.RowCount:N0} training rows, {_validation.RowCount:N0} validation rows, {_test.RowCount:N0} test rows "
            + $"of {_test.SessionCount:N0} sessions; tasks {string.Join(", ", _log.TaskColumnNames)}; {seeds} seeds\n");
        StudyTable.PrintHead(_log.TaskColumnNames);
        // For each seed, the critics of the first backbone, which the other backbones use too.
        var lent = new CriticSet?[seeds];
        foreach (var (name, backbone) in _settings.Backbones)
        {
            var clock = Stopwatch.StartNew();
            var table = new StudyTable(name, _log.TaskColumnNames, _test);
            for (var seed = 1; seed <= seeds; seed++)
                lent[seed - 1] = FitOnce(backbone, seed, lent[seed - 1], table);
            table.Print();
            Console.Error.WriteLine($"{_settings.Name} {name}: {clock.Elapsed.TotalSeconds:F0} s");
        }
    }

    private CriticSet FitOnce(MultiTaskBackbone backbone, int seed, CriticSet? lent, StudyTable table)
    {
        var options = Options(backbone, seed);
        using var session = TorchSession.Open(_host, seed);
        using var run = NewRun(session, options, seed, AllRows(_validation));
        using var fixedEpochs = NewRun(session, options, seed, heldOut: null);
        var fit = new StudyFit(options, run, _settings.FixedEpochs is null ? run : fixedEpochs);
        var critics = _settings.Discounts.Select(fit.TrainCritics).ToArray();
        Report("plain", fit.Pretrained);
        foreach (var variant in Variants(fit, critics, lent))
            Report(variant.Name, fit.FineTune(variant));
        if (_settings.FixedEpochs is null)
        {
            var chosen = Settings(fit, critics).Select(setting => (setting.Name, Network: fit.FineTune(setting))).MaxBy(setting => fit.Assess(setting.Network));
            Report("RMTL tuned", chosen.Network);
            table.Note($"seed {seed}: {chosen.Name}");
        }
        return lent ?? new(critics[0].Descriptions, critics[0].ToNetwork(fit.Pretrained.Tasks));

        void Report(string name, TaskNetwork network) => table.Add(name, TaskPredictions.Of(network, AllRows(_test), _users));
    }

    /// <summary>Creates all variants. The control comes first.</summary>
    private IEnumerable<Variant> Variants(StudyFit fit, TrainedTaskCritics[] critics, CriticSet? lent)
    {
        var strength = _settings.Strengths[0];
        yield return fit.Control();
        yield return fit.Weighted("RMTL", critics[0], LossWeighting.Full, strength);
        yield return fit.Weighted("WL", critics[0], LossWeighting.LabelTimesValue, strength);
        yield return fit.Weighted("CW", critics[0], LossWeighting.Constant, strength, normalize: false);
        yield return fit.Weighted("NLC", critics[0], LossWeighting.NegativeValue, strength);
        yield return fit.Shuffled(critics[0], strength);
        yield return fit.Entropy(strength);
        if (lent is not null)
            yield return fit.Weighted("transfer", fit.Adopt(lent), LossWeighting.Full, strength);
        if (_settings.FixedEpochs is null)
            yield break;
        foreach (var setting in Settings(fit, critics).Skip(1))
            yield return setting;
    }

    /// <summary>Creates RMTL with every combination of discount and strength. The defaults come first.</summary>
    private IEnumerable<Variant> Settings(StudyFit fit, TrainedTaskCritics[] critics)
        => critics.Zip(_settings.Discounts).SelectMany(critic => _settings.Strengths.Select(strength =>
            fit.Weighted(FormattableString.Invariant($"RMTL, γ {critic.Second} λ {strength}"), critic.First, LossWeighting.Full, strength)));

    private TrainingRun NewRun(TorchSession session, RmtlRankingTrainer.Options options, int seed, LogRows? heldOut)
        => new(_host, session, AllRows(_training), heldOut, new(options.BatchSize, options.EarlyStoppingPatience, null, default), seed);

    private RmtlRankingTrainer.Options Options(MultiTaskBackbone backbone, int seed) => new()
    {
        Tasks = [.. _log.TaskColumnNames.Select(name => new TaskColumn(name))],
        CategoricalColumnNames = _log.CategoricalColumnNames,
        EmbeddingPriorStrength = 0, // the log keeps frequent values only
        Backbone = backbone,
        BatchSize = _settings.BatchSize,
        EarlyStoppingPatience = 2, // as in the paper
        NumberOfFineTuningEpochs = _settings.FixedEpochs ?? 10,
        Seed = seed,
    };

    private RowGroups ReadUsers()
    {
        var role = ColumnRole.User.Require(_host, new RowDescription(_log.Parts.Test), nameof(TaskRow.UserId));
        using var cursor = _log.Parts.Test.GetRowCursor([role.Column]);
        var indexer = ValueIndexer.Create(role, cursor);
        List<int> users = [];
        cursor.VisitRows(_host, row => users.Add(indexer.Read(row)));
        return new([.. users], indexer.Count);
    }

    private static LogRows AllRows(SessionDataset data) => new(data, [.. Enumerable.Range(0, data.RowCount)]);
}
