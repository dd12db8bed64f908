using Feed.Serving;
using FeedServer;
using FeedServer.Learning;
using FeedServer.Logging;
using FeedServer.Models;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace FeedSoak;

/// <summary>Makes the models that replace each other, and keeps an engine of each, with which answers are compared.</summary>
internal sealed class ServedModels
{
    private const int Users = 150;

    /// <summary>One policy at several temperatures: models with other probabilities, of which only one has to be trained.</summary>
    private static readonly double[] Temperatures = [1, 0.7, 1.5, 0.8, 2, 1.2];

    private readonly string _folder;
    private readonly string[] _files;
    private readonly Dictionary<string, ActionRankingEngine<FeedState>> _engines = [];

    private ServedModels(string folder, string[] files)
    {
        (_folder, _files) = (folder, files);
        foreach (var file in files)
        {
            var ml = new MLContext(1);
            var model = ml.Model.Load(file, out var inputs);
            _engines.Add(ModelPool.VersionOf(File.ReadAllBytes(file)), ml.Model.CreateActionRankingEngine<FeedState>(model, inputs));
        }
    }

    /// <summary>Gets the number of models.</summary>
    public int Count => _files.Length;

    /// <summary>Trains a model on a small log of uniform pages, and makes the others of it.</summary>
    public static async Task<ServedModels> Train(string folder)
    {
        var settings = new FeedSettings { Folder = folder };
        await using (var log = FeedLog.Open(settings.LogPath))
            await FirstLog.Write(log, Users);
        var trainer = new FeedTrainer();
        trainer.Train(settings.LogPath, settings.ModelPath);
        var ml = new MLContext(1);
        var model = ml.Model.Load(settings.ModelPath, out var inputs);
        string[] files = [.. Temperatures.Select(temperature => Path.Combine(folder, $"{temperature}.zip"))];
        foreach (var (file, temperature) in files.Zip(Temperatures))
            trainer.Save(model.WithTemperature(temperature), inputs, file);
        return new(folder, files);
    }

    /// <summary>Gets the file of a model.</summary>
    public string PathOf(int number) => _files[number];

    /// <summary>Puts a model into the place that the service watches, in one step.</summary>
    public void Serve(int number, string modelPath)
    {
        var copy = Path.Combine(_folder, "next.zip");
        File.Copy(_files[number], copy, overwrite: true);
        File.Move(copy, modelPath, overwrite: true);
    }

    /// <summary>Gets an engine of the model that gave an answer, or null if no model of this run did.</summary>
    public ActionRankingEngine<FeedState>? Find(string version) => _engines.GetValueOrDefault(version);
}
