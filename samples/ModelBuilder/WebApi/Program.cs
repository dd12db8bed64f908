ModelBuilder.WebApi.Service.Build(args).Run();
