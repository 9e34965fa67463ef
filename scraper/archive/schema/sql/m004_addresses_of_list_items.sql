-- Keep the address by which a list names an article, which may be all that gives its slug; rename the templates
-- (November 2026).

ALTER TABLE listings ADD COLUMN url TEXT CHECK (url <> '');

UPDATE captures SET template = 'mobile' WHERE template = 'mobile-2026';
UPDATE captures SET template = 'desktop' WHERE template = 'desktop-2018';
UPDATE captures SET template = 'generic' WHERE template = 'words';
UPDATE carries SET template = 'mobile' WHERE template = 'mobile-2026';
UPDATE carries SET template = 'desktop' WHERE template = 'desktop-2018';
UPDATE carries SET template = 'generic' WHERE template = 'words';
UPDATE articles SET template = 'mobile' WHERE template = 'mobile-2026';
UPDATE articles SET template = 'desktop' WHERE template = 'desktop-2018';
UPDATE articles SET template = 'generic' WHERE template = 'words';
