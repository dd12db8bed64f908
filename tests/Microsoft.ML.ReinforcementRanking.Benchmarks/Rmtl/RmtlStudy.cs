using System.Diagnostics;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using MultiTask.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>
/// Is RMTL worth it? Every backbone, plain and fine-tuned in every way from the same start, on the last fifth of a log; discount, strength and epoch are chosen on the
/// fifth before it. The control has the same extra epochs with all weights 1.
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
        Console.WriteLine($"\n## {_settings.Name}: {_training.RowCount:N0} rows to train, {_validation.RowCount:N0} to choose, {_test.RowCount:N0} rows of {_test.SessionCount:N0} sessions to test; tasks {string.Join(", ", _log.TaskColumnNames)}; {seeds} seeds\n");
        StudyTable.PrintHead(_log.TaskColumnNames);
        // Critics of the first backbone, per seed, to be handed to the others.
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
        var settings = new TrainingSettings(options.BatchSize, options.EarlyStoppingPatience, null, default);
        using var run = new TrainingRun(_host, session, AllRows(_training), AllRows(_validation), settings, seed, stageCount: 0);
        var fit = new StudyFit(options, run);
        var critics = _settings.Discounts.Select(fit.TrainCritics).ToArray();
        var strength = _settings.Strengths[0];
        void Report(string name, Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask.TaskNetwork network)
            => table.Add(name, TaskPredictions.Of(network, AllRows(_test), _users));

        Report("plain", fit.Pretrained);
        Report("control", fit.FineTune(fit.Control()));
        Variant[] fixedOnes =
        [
            fit.Weighted("RMTL", critics[0], LossWeighting.Full, strength),
            fit.Weighted("WL", critics[0], LossWeighting.LabelTimesValue, strength),
            fit.Weighted("CW", critics[0], LossWeighting.Constant, strength, normalize: false),
            fit.Weighted("NLC", critics[0], LossWeighting.NegativeValue, strength),
            fit.Shuffled(critics[0], strength),
            fit.Entropy(strength),
        ];
        foreach (var variant in fixedOnes)
            Report(variant.Name, fit.FineTune(variant));
        if (lent is not null)
            Report("transfer", fit.FineTune(fit.Weighted("transfer", fit.Adopt(lent), LossWeighting.Full, strength)));
        var chosen = critics.SelectMany((critic, index) => _settings.Strengths.Select(lambda => (Name: $"γ {_settings.Discounts[index]} λ {lambda}", Variant: fit.Weighted("", critic, LossWeighting.Full, lambda))))
            .Select(setting => (setting.Name, Network: fit.FineTune(setting.Variant)))
            .MaxBy(setting => fit.Assess(setting.Network));
        Report("RMTL tuned", chosen.Network);
        table.Note($"seed {seed}: {chosen.Name}");
        return lent ?? new(critics[0].Descriptions, critics[0].ToNetwork());
    }

    private RmtlRankingTrainer.Options Options(MultiTaskBackbone backbone, int seed) => new()
    {
        Tasks = [.. _log.TaskColumnNames.Select(name => new TaskColumn(name))],
        CategoricalColumnNames = _log.CategoricalColumnNames,
        Backbone = backbone,
        BatchSize = _settings.BatchSize,
        Seed = seed,
    };

    private RowGroups ReadUsers()
    {
        var role = ColumnRole.User.Require(_host, _log.Parts.Test.Schema, nameof(TaskRow.UserId));
        using var cursor = _log.Parts.Test.GetRowCursor([role.Column]);
        var indexer = ValueIndexer.Create(role, cursor);
        List<int> users = [];
        cursor.VisitRows(_host, row => users.Add(indexer.Read(row)));
        return new([.. users], indexer.Count);
    }

    private static LogRows AllRows(SessionDataset data) => new(data, [.. Enumerable.Range(0, data.RowCount)]);
}
